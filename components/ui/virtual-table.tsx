"use client";
import { defaultRangeExtractor, useWindowVirtualizer, windowScroll } from "@tanstack/react-virtual";
import {
  Fragment,
  type KeyboardEvent,
  memo,
  type ReactNode,
  type RefCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { classNames } from "./class-names";
import { columnKey } from "./column";
import { RowCells, type TableLook } from "./data-table";
import { type RowDensity, rowHeights } from "./row-density";
import type { RowSelection } from "./row-selection";
import { SortHeading, type Sorting } from "./sort-heading";
import { Table, TBody, TD, TR } from "./table";
import { TableHeadings } from "./table-headings";
import { SkeletonCells } from "./table-skeleton";
import type { WindowedList } from "./use-windowed-list";

/** Pixels that a row takes before it is measured; cards of phones are measured as they come. */
const heights: Record<RowDensity, number> = { compact: 44, comfortable: 60 };
/** Rows beyond the view's edges, so that scrolling and the Tab key meet rows that are there. */
const overscan = 10;
/** What the server draws, before there is a window. */
const firstView = { width: 1280, height: 900 };

type Props<Row, Context> = {
  label: string;
  list: WindowedList<Row>;
  /** What tells this list from the one before: another is looked at from its beginning. */
  identity: string;
  context: Context;
  look: Omit<TableLook<Row, Context>, "detail">;
  density: RowDensity;
  sorting?: Sorting;
  selection?: RowSelection<Row>;
  /** Rows that stand below one, such as what it replaced. */
  below?: (row: Row) => readonly Row[];
};

/**
 * A table of any length, of which only the rows in view are in the document. They are counted for screen readers, their
 * headings stay in view, and the arrow keys lead from a row's control to that of the next.
 */
export function VirtualTable<Row, Context>(props: Props<Row, Context>) {
  const { label, list, identity, look, density, sorting, selection } = props;
  const { columns, rowKey, className } = look;
  const table = useRef<HTMLTableElement>(null);
  const margin = useBeginOfRows(table);
  const [focused, setFocused] = useState<number | null>(null);
  const isAttached = useRef(false);
  const virtualizer = useWindowVirtualizer<HTMLTableSectionElement>({
    count: list.count,
    estimateSize: () => heights[density],
    overscan,
    scrollMargin: margin,
    initialRect: firstView,
    // The server knows no other; a page that is opened further down follows at once.
    initialOffset: 0,
    // The window's first place is its reader's, who may have gone on before this code was there.
    scrollToFn: (...wanted) => {
      if (isAttached.current) windowScroll(...wanted);
    },
    useFlushSync: false,
    // Without a layout, as in a test, there is nothing to measure.
    measureElement: (element) => element.offsetHeight || heights[density],
    rangeExtractor: (range) => withFocused(defaultRangeExtractor(range), focused, list.count),
  });
  useLayoutEffect(() => {
    isAttached.current = true;
    // Nothing else says where the window stands, if it stays there.
    window.dispatchEvent(new Event("scroll"));
  }, []);
  const items = virtualizer.getVirtualItems();
  const { show } = list;
  const first = Math.max(0, (virtualizer.range?.startIndex ?? 0) - overscan);
  const last = (virtualizer.range?.endIndex ?? 0) + overscan;

  useEffect(() => show({ first, last }), [show, first, last]);
  useBeginning(identity, table);

  const drawn = new Set<string | number>();
  let end = margin;
  const gapBefore = (start: number) => {
    const gap = start - end;
    return gap > 0 ? <Gap height={gap} /> : null;
  };
  return (
    <Table
      ref={table}
      edge="clips"
      aria-label={label}
      aria-rowcount={list.count + 1}
      onKeyDown={moveByArrow}
      className={classNames(tableClass, rowHeights[density], selection && cardBoxClass, className)}
    >
      <TableHeadings
        columns={columns}
        headingOf={(column) =>
          sorting && column.sort ? (
            <SortHeading key={columnKey(column)} column={column} sort={column.sort} sorting={sorting} />
          ) : null
        }
        before={selection && <selection.Heading selection={selection} />}
        className="lg:sticky lg:top-0 lg:z-10"
      />
      {items.map(({ index, start, end: itemEnd }) => {
        const gap = gapBefore(start);
        end = itemEnd;
        const row = list.rowAt(index);
        // A row that has moved between two pages may be in both until they are read again.
        const isTwice = row !== undefined && drawn.has(rowKey(row));
        if (row !== undefined) drawn.add(rowKey(row));
        return (
          <Fragment key={row === undefined || isTwice ? `place ${index}` : rowKey(row)}>
            {gap}
            <PlaceOfRow
              {...props}
              index={index}
              row={row}
              measure={virtualizer.measureElement}
              setFocused={setFocused}
            />
          </Fragment>
        );
      })}
      {gapBefore(virtualizer.getTotalSize() + margin)}
    </Table>
  );
}

const tableClass = "sm:table-fixed sm:[&_:is(td,th)]:px-2";
/** The box of a card stands before its title. */
const cardBoxClass = "max-sm:[&_td:nth-child(2)]:pl-7";
const rowClass = "scroll-my-14 data-selected:bg-accent-soft sm:data-selected:bg-accent-soft";
const belowClass = "max-sm:ml-4 sm:border-t-0! sm:[&>td:nth-child(2)]:pl-8";

/** The room of rows that are not in the document. */
function Gap({ height }: { height: number }) {
  return (
    <tbody aria-hidden="true" className="block sm:table-row-group">
      <tr className="block sm:table-row">
        <td className="block p-0! sm:table-cell" style={{ height }} />
      </tr>
    </tbody>
  );
}

type PlaceProps<Row, Context> = Props<Row, Context> & {
  index: number;
  row: Row | undefined;
  measure: RefCallback<HTMLTableSectionElement>;
  setFocused: (index: number | null) => void;
};

/** A row and those below it; while one scrolls, only rows that come into view are drawn. */
const PlaceOfRow = memo(function PlaceOfRow<Row, Context>(props: PlaceProps<Row, Context>) {
  const { index, row, look, context, selection, below, measure, setFocused } = props;
  const { columns, rowKey, isMuted } = look;
  return (
    <TBody
      ref={measure}
      data-index={index}
      onFocus={() => setFocused(index)}
      onBlur={() => setFocused(null)}
      className="max-sm:pb-3"
    >
      {row === undefined ? (
        // It is on its way.
        <TR aria-rowindex={index + 2} aria-busy="true" className={rowClass}>
          {selection && <TD className="max-sm:hidden" />}
          <SkeletonCells columns={columns} lines={1} />
        </TR>
      ) : (
        [row, ...(below?.(row) ?? [])].map((one, depth) => (
          <TR
            key={rowKey(one)}
            {...(depth === 0 ? { "aria-rowindex": index + 2 } : { "data-below": "" })}
            data-selected={selection?.has(one) || undefined}
            className={classNames(rowClass, isMuted?.(one) && "text-muted", depth > 0 && belowClass)}
          >
            {selection && <selection.Cell selection={selection} row={one} index={index} depth={depth} />}
            <RowCells columns={columns} row={one} context={context} />
          </TR>
        ))
      )}
    </TBody>
  );
  // `memo` forgets the types that its component is given.
}) as <Row, Context>(props: PlaceProps<Row, Context>) => ReactNode;

/** What has the focus stays in the document wherever one scrolls, and so do its neighbours, which the arrow keys lead to. */
function withFocused(indexes: number[], focused: number | null, count: number): number[] {
  if (focused === null) return indexes;
  const near = [focused - 1, focused, focused + 1].filter((index) => index >= 0 && index < count);
  return [...new Set([...indexes, ...near])].sort((one, other) => one - other);
}

/** Pixels from the document's top to the first row. What grows above the rows moves them, and grows a part that holds both. */
function useBeginOfRows(table: { current: HTMLTableElement | null }): number {
  const [begin, setBegin] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      let now = table.current?.tHead?.offsetHeight ?? 0;
      for (let part: Element | null = table.current; part instanceof HTMLElement; part = part.offsetParent)
        now += part.offsetTop;
      setBegin((before) => (Math.abs(before - now) > 1 ? now : before));
    };
    measure();
    // To measure at each drawing would lay the page out anew at each step of a scroll.
    const watch = new ResizeObserver(measure);
    for (let part: Element | null = table.current; part; part = part.parentElement) watch.observe(part);
    return () => watch.disconnect();
  }, [table]);
  return begin;
}

/** Another list is looked at from its beginning, where its predecessor was scrolled. */
function useBeginning(identity: string, table: { current: HTMLTableElement | null }): void {
  const shown = useRef(identity);
  useEffect(() => {
    if (shown.current === identity) return;
    shown.current = identity;
    const top = table.current?.getBoundingClientRect().top ?? 0;
    if (top < 0) window.scrollTo({ top: window.scrollY + top, behavior: "instant" });
  }, [identity, table]);
}

/** From a control of a row to the same one of the next; the keys that open a menu stay the menu's. */
function moveByArrow(event: KeyboardEvent<HTMLTableElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const hasModifier = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (step === 0 || hasModifier || event.defaultPrevented || !(event.target instanceof HTMLElement)) return;
  const row = event.target.closest("tbody tr");
  if (!row || event.target.getAttribute("aria-haspopup") !== null) return;
  const rows = [...event.currentTarget.querySelectorAll("tbody:not([aria-hidden]) tr")];
  const next = rows[rows.indexOf(row) + step];
  const wanted = next && controlsOf(next)[controlsOf(row).indexOf(event.target)];
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
}

function controlsOf(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("a[href], button, input")];
}
