import type { ComponentChildren, VNode } from 'preact';
import type { TimeScale } from './scale.ts';

/** The rows of a table that says what a picture shows. */
export interface TableOf {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

interface FrameProps {
  /** Unique on its page. */
  readonly id: string;
  readonly title: string;
  /** One or two sentences for whoever can't see the picture. */
  readonly description: string;
  readonly table: TableOf;
  /** The table is unfolded from the start, where it says what the drawing has no room for. */
  readonly unfolded?: boolean;
}

interface PictureProps extends FrameProps {
  readonly width: number;
  readonly height: number;
  readonly children: ComponentChildren;
}

/** The table of a picture, folded up: open to everybody, not only to screen readers. */
export const PictureTable = ({ id, title, table, unfolded = false }: Omit<FrameProps, 'description'>): VNode => (
  <details class="picture-table" open={unfolded}>
    <summary>{title} as a table</summary>
    <div class="picture-scroll" tabIndex={0} role="region" aria-label={`${title}, table`}>
      <table id={`${id}-table`}>
        <thead><tr>{table.heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>{row.map((cell, j) => (j === 0 ? <th key={j} scope="row">{cell}</th> : <td key={j}>{cell}</td>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);

/**
 * A drawing with its name, its description and its table. It is never scaled down, so that its text stays readable: where it
 * is too wide it scrolls sideways, by keyboard as well.
 */
export const Picture = ({ id, title, description, table, unfolded = false, width, height, children }: PictureProps): VNode => (
  <figure class="picture">
    <div class="picture-scroll" tabIndex={0} role="region" aria-label={`${title}, drawing`}>
      <svg role="img" aria-labelledby={`${id}-title ${id}-desc`} viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{description}</desc>
        {children}
      </svg>
    </div>
    <PictureTable id={id} title={title} table={table} unfolded={unfolded} />
  </figure>
);

/** The marks of a time axis with their labels at `y`, lines down to `bottom`, and the zone that all times of the picture are in. */
export const TimeAxis = ({ scale, y, bottom, zone }: { readonly scale: TimeScale; readonly y: number; readonly bottom: number; readonly zone: string }): VNode => (
  <g class="pic-axis">
    <text x={8} y={y}>{zone}</text>
    {scale.ticks.map(({ x, label }) => (
      <g key={label}>
        <line x1={x} y1={y + 6} x2={x} y2={bottom} />
        <text x={x} y={y} text-anchor="middle">{label}</text>
      </g>
    ))}
  </g>
);
