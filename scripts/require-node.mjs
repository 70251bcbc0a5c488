// Refuses an old Node in one line, before any syntax that an old Node can't read is loaded.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Gatehouse needs Node 20.19 or newer; this is Node ${process.versions.node}. Install one from https://nodejs.org and run the command again.`);
  process.exit(2);
}
