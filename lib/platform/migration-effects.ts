import "server-only";
import { splitOutside, sqlStatements } from "./sql-statements";

/** What a statement of a migration does to a deployment that is in use. */
export type Effect = {
  statement: string;
  /** Null where it is of no table that was there before. */
  table: string | null;
  /** What waits for the table until the migration has committed. */
  holdsUp: "nothing" | "writes" | "everything";
  /** Whether it takes the longer the more rows the table has. */
  readsRows: boolean;
  /** Whether a version that does not know of it goes on working beside it. */
  expands: boolean;
};

type Rule = Omit<Effect, "statement" | "table">;

const harmless: Rule = { holdsUp: "nothing", readsRows: false, expands: true };
/** Nothing is known of what it does, so the worst is taken for true. */
const unknown: Rule = { holdsUp: "everything", readsRows: true, expands: false };

const name = '(?:"?public"?\\.)?"?(\\w+)"?';
const createsTable = new RegExp(`^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?${name}`, "i");
const createsIndex = new RegExp(
  `^CREATE (UNIQUE )?INDEX (?:IF NOT EXISTS )?(?:(?!ON )\\S+ )?ON (?:ONLY )?${name}`,
  "i",
);
const altersTable = new RegExp(`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?${name} (.*)$`, "i");
const changesRows = new RegExp(`^(?:INSERT INTO|UPDATE|DELETE FROM) (?:ONLY )?${name}`, "i");
const addsNoHold = /^(CREATE (TYPE|EXTENSION|FUNCTION)|COMMENT ON|SELECT) /i;

/** What each statement of a migration does, as far as its words tell: an estimate for people, and strict where it is not sure. */
export function effectsOf(sql: string): Effect[] {
  const created = new Set<string>();
  return sqlStatements(sql).flatMap((statement): Effect[] => {
    const isNew = (table: string) => created.has(table);
    const [, made] = createsTable.exec(statement) ?? [];
    if (made !== undefined) {
      created.add(made);
      return [{ statement, table: null, ...harmless }];
    }
    const [, unique, indexed] = createsIndex.exec(statement) ?? [];
    if (indexed !== undefined)
      return [effect(statement, indexed, isNew, { holdsUp: "writes", readsRows: true, expands: unique === undefined })];
    const [, altered, actions] = altersTable.exec(statement) ?? [];
    if (altered !== undefined && actions !== undefined)
      return splitOutside(actions, ",").map((action) =>
        effect(`ALTER TABLE ${altered} ${action}`, altered, isNew, actionRule(action)),
      );
    const [, changed] = changesRows.exec(statement) ?? [];
    // It holds its rows alone, but may set what the version before does not expect.
    if (changed !== undefined)
      return [effect(statement, changed, isNew, { holdsUp: "nothing", readsRows: true, expands: false })];
    return [{ statement, table: null, ...(addsNoHold.test(statement) ? harmless : unknown) }];
  });
}

/** A table that the migration makes itself is nobody's yet. */
function effect(statement: string, table: string, isNew: (table: string) => boolean, rule: Rule): Effect {
  return isNew(table) ? { statement, table: null, ...harmless } : { statement, table, ...rule };
}

function actionRule(action: string): Rule {
  if (/^ADD (COLUMN )?(?!CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN|EXCLUDE)/i.test(action)) {
    const hasDefault = /\bDEFAULT\b/i.test(action);
    const isComputed = /\bGENERATED\b/i.test(action) || /\bDEFAULT\b[^,]*\w\(/i.test(action);
    const isBound = /\b(UNIQUE|PRIMARY KEY|REFERENCES|CHECK)\b/i.test(action);
    const isNeeded = /\bNOT NULL\b/i.test(action) && !hasDefault;
    return { holdsUp: "everything", readsRows: isComputed || isBound, expands: !isBound && !isNeeded };
  }
  if (/^ADD (CONSTRAINT \S+ )?FOREIGN KEY/i.test(action)) {
    // Otherwise a version that does not know of the rows could no longer delete what they refer to.
    const letsGo = /\bON DELETE (CASCADE|SET NULL)\b/i.test(action);
    return { holdsUp: "writes", readsRows: !/\bNOT VALID\b/i.test(action), expands: letsGo };
  }
  if (/^ALTER (COLUMN )?\S+ SET (DEFAULT|STATISTICS)\b/i.test(action))
    return { holdsUp: "everything", readsRows: false, expands: true };
  return unknown;
}

/**
 * Statements beside which a version of before may not go on, in a migration that does not say so. It may say
 * `-- contract: needs every process at <version>`, or why it is none: `-- expand: <reason>`.
 */
export function unmarkedStatements(sql: string): string[] {
  if (/^-- (contract: |expand: \S)/m.test(sql)) return [];
  return effectsOf(sql).flatMap(({ statement, expands }) => (expands ? [] : [statement]));
}
