import { describe, expect, it } from "vitest";
import { effectsOf, unmarkedStatements } from "./migration-effects";

describe("beside a process of the version before, a migration", () => {
  it.each([
    "CREATE TABLE a (id int NOT NULL, CHECK (id > 0)); ALTER TABLE a ADD CONSTRAINT k UNIQUE (id); INSERT INTO a VALUES (1);",
    `ALTER TABLE "users" ADD COLUMN "x" TEXT, ADD COLUMN "y" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];`,
    "CREATE INDEX i ON users (id); CREATE TYPE t AS ENUM ('a;b', 'c'); COMMENT ON TABLE users IS 'DROP TABLE users;';",
    "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id) ON DELETE CASCADE ON UPDATE CASCADE;",
    "ALTER TABLE users ALTER COLUMN plan SET DEFAULT 'free';",
    "CREATE FUNCTION f() RETURNS trigger AS $f$ BEGIN DELETE FROM users; RETURN NEW; END $f$ LANGUAGE plpgsql;",
    "-- DROP TABLE users;\n/* DROP TABLE users; */ SELECT 1;",
  ])("may be applied: %s", (sql) => expect(unmarkedStatements(sql)).toEqual([]));

  it.each([
    "DROP TABLE users",
    "ALTER TABLE users DROP COLUMN name",
    "ALTER TABLE users RENAME COLUMN name TO called",
    "ALTER TABLE users RENAME TO people",
    "ALTER TABLE users ALTER COLUMN name SET NOT NULL",
    "ALTER TABLE users ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE users ALTER COLUMN name TYPE varchar(3)",
    "ALTER TABLE users ALTER COLUMN plan DROP DEFAULT",
    "ALTER TABLE users ADD COLUMN name text NOT NULL",
    "ALTER TABLE users ADD COLUMN name text UNIQUE",
    "ALTER TABLE users ADD COLUMN a text REFERENCES b (id)",
    "ALTER TABLE users ADD CONSTRAINT k CHECK (name <> '')",
    "ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (id)",
    "ALTER TABLE users DROP CONSTRAINT k",
    "CREATE UNIQUE INDEX i ON users (name)",
    "ALTER TYPE role ADD VALUE 'auditor'",
    "UPDATE users SET name = ''",
    "DELETE FROM users",
    "CREATE TRIGGER t BEFORE INSERT ON users EXECUTE FUNCTION f()",
    "DO $$ BEGIN DROP TABLE users; END $$",
  ])("must say what it needs, or why not: %s", (sql) => {
    expect(unmarkedStatements(`CREATE TABLE new (id int); ${sql};`)).toEqual([sql]);
    expect(unmarkedStatements(`-- contract: needs every process at 1.1.0\n${sql};`)).toEqual([]);
    expect(unmarkedStatements(`-- expand: no version writes what it forbids\n${sql};`)).toEqual([]);
    expect(unmarkedStatements(`-- expand: \n${sql};`)).toEqual([sql]);
  });

  it("that does a harmless thing first in a statement is looked at to the end of it", () => {
    expect(unmarkedStatements("ALTER TABLE users ADD COLUMN a int, DROP COLUMN b;")).toEqual([
      "ALTER TABLE users DROP COLUMN b",
    ]);
  });
});

it("what a migration holds up, and for as long as which table is large", () => {
  const sql = `
    CREATE TABLE notes (id int);
    CREATE INDEX ON notes (id);
    ALTER TABLE users ADD COLUMN a int DEFAULT 0, ADD COLUMN b uuid DEFAULT gen_random_uuid();
    CREATE INDEX i ON public."events" (at);
    ALTER TABLE events ADD CONSTRAINT f FOREIGN KEY (u) REFERENCES users (id) ON DELETE SET NULL NOT VALID;
    DO 'anything';`;
  const told = effectsOf(sql).map(({ table, holdsUp, readsRows }) => [table, holdsUp, readsRows]);
  expect(told).toEqual([
    [null, "nothing", false],
    [null, "nothing", false],
    ["users", "everything", false],
    ["users", "everything", true],
    ["events", "writes", true],
    ["events", "writes", false],
    [null, "everything", true],
  ]);
});
