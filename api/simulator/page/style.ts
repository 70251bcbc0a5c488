/** One sheet for all pages: light and dark by the reader's wish, down to 320 px, a visible focus. */
export const STYLE = `:root { color-scheme: light dark; --ground: #fff; --ink: #1d1c1d; --faint: #5b5a5c; --line: #c9c8ca; --side: #f4f2f6; --link: #0b5cad; --good: #00664a; --bad: #b3123b; --warn: #fff3c4; --warn-ink: #4d3a00; }
@media (prefers-color-scheme: dark) { :root { --ground: #1a1d21; --ink: #e8e8e8; --faint: #b0b3b8; --line: #4b4f55; --side: #23262b; --link: #7cb8f7; --good: #4fc59b; --bad: #ff8098; --warn: #4a3b06; --warn-ink: #ffe9a3; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 0; background: var(--ground); padding: .5rem; z-index: 2; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.banner { margin: 0; padding: .5rem 1rem; background: var(--warn); color: var(--warn-ink); }
.banner p { margin: 0; }
.who { padding: 0 1rem; background: var(--side); border-bottom: 1px solid var(--line); }
.who p { margin: 0; padding: .5rem 0; }
main { padding: 1rem; max-width: 52rem; min-width: 0; }
nav ul, .people, .messages, .fields { list-style: none; margin: 0; padding: 0; }
nav { background: var(--side); padding: .5rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem; }
nav a { display: block; padding: .25rem .75rem; border-radius: .375rem; }
nav a[aria-current] { background: var(--ground); color: var(--ink); font-weight: bold; }
@media (min-width: 48rem) { .desk { display: grid; grid-template-columns: 14rem minmax(0, 1fr); min-height: 100vh; } nav ul { flex-direction: column; } }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
h2 { font-size: 1.125rem; margin: 0 0 .5rem; }
h2.alone { font-size: 1rem; font-weight: normal; }
small, .context, .hint, .meta small { color: var(--faint); font-size: .875rem; }
.people li { padding: .5rem 0; border-bottom: 1px solid var(--line); }
.count { background: var(--bad); color: var(--ground); border-radius: 1rem; padding: 0 .5rem; font-size: .875rem; }
.messages > li { margin: 0 0 1rem; }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; }
article.private { border-style: dashed; background: var(--side); }
.meta { margin: 0 0 .5rem; }
.app { font-size: .75rem; border: 1px solid var(--line); border-radius: .25rem; padding: 0 .25rem; color: var(--faint); }
.thread { margin: .5rem 0 0 1rem; padding-left: .75rem; border-left: 3px solid var(--line); }
.header { font-weight: bold; font-size: 1.125rem; margin: .5rem 0; }
.section { display: flex; flex-wrap: wrap; gap: .75rem; margin: .5rem 0; }
.section .text { flex: 1 1 12rem; min-width: 0; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); gap: .5rem; }
.context { margin: .25rem 0; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin: .75rem 0 0; }
blockquote { margin: .25rem 0; padding-left: .75rem; border-left: 4px solid var(--line); }
code, pre { font: .875rem/1.4 ui-monospace, monospace; background: var(--side); border: 1px solid var(--line); border-radius: .25rem; padding: 0 .25rem; white-space: pre-wrap; }
.mention { color: var(--link); }
hr { border: 0; border-top: 1px solid var(--line); }
button, .button, summary { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--faint); border-radius: .375rem; padding: .375rem .75rem; min-height: 2.25rem; cursor: pointer; display: inline-block; text-decoration: none; }
button:disabled { cursor: default; opacity: .6; }
button.primary { background: var(--good); border-color: var(--good); color: var(--ground); font-weight: bold; }
button.danger { background: var(--bad); border-color: var(--bad); color: var(--ground); font-weight: bold; }
.menu form { display: flex; flex-direction: column; gap: .25rem; margin-top: .25rem; }
input[type=text], input[type=date], input[type=datetime-local], select, textarea { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--faint); border-radius: .375rem; padding: .375rem .5rem; max-width: 100%; }
textarea, .field input[type=text] { width: 100%; display: block; }
[aria-invalid] { border: 2px solid var(--bad) !important; }
.field { margin: 0 0 1rem; min-width: 0; }
.field label, legend { display: block; font-weight: bold; }
.field div label { display: inline; font-weight: normal; }
.hint, .error { margin: .25rem 0 0; }
.error { color: var(--bad); font-weight: bold; }
dialog { position: static; width: 100%; max-width: 36rem; margin: 0 0 1.5rem; border: 2px solid var(--link); border-radius: .5rem; padding: 1rem; background: var(--ground); color: var(--ink); }
dialog form + form { margin-top: .5rem; }
[inert] { opacity: .4; }
.command { margin: 0 0 1rem; }
.line { display: inline-flex; flex-wrap: wrap; gap: .25rem; align-items: center; max-width: 100%; }
.line input { min-width: 0; width: 14rem; }
`;
