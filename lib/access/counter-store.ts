import "server-only";
import type pg from "pg";
import type { Counters } from "./limit-windows";
import type { CounterKey, CounterStore } from "./local-limiter";

type Row = {
  debt: string;
  as_of: string;
  minute: number;
  minute_count: string;
  day: number;
  day_count: string;
  month: number;
  month_count: string;
};

/** Keeps the limiter's counters in PostgreSQL: one row a counter, one statement a flush. */
export function createCounterStore(pool: pg.Pool): CounterStore {
  return {
    async load({ subject, product, environment }) {
      const { rows } = await pool.query<Row>(
        `SELECT debt, as_of, minute, minute_count, day, day_count, month, month_count
           FROM limit_states WHERE subject = $1 AND product = $2 AND environment = $3`,
        [subject, product, environment],
      );
      const row = rows[0];
      if (!row) return null;
      return {
        debt: Number(row.debt),
        asOf: Number(row.as_of),
        minute: row.minute,
        minuteCount: Number(row.minute_count),
        day: row.day,
        dayCount: Number(row.day_count),
        month: row.month,
        monthCount: Number(row.month_count),
      };
    },
    async save(cells) {
      const column = <K extends keyof (CounterKey & Counters)>(name: K) => cells.map((cell) => cell[name]);
      await pool.query(
        `INSERT INTO limit_states AS stored
                (subject, product, environment, debt, as_of, minute, minute_count, day, day_count, month, month_count)
         SELECT * FROM unnest($1::text[], $2::text[], $3::environment[], $4::bigint[], $5::bigint[], $6::int[], $7::bigint[],
                              $8::int[], $9::bigint[], $10::int[], $11::bigint[])
          ORDER BY 1, 2, 3 -- the same order in every process: no deadlock
         ON CONFLICT (subject, product, environment) DO UPDATE SET
           debt = excluded.debt, as_of = excluded.as_of, minute = excluded.minute, minute_count = excluded.minute_count,
           day = excluded.day, day_count = excluded.day_count, month = excluded.month, month_count = excluded.month_count`,
        [
          column("subject"),
          column("product"),
          column("environment"),
          column("debt"),
          column("asOf"),
          column("minute"),
          column("minuteCount"),
          column("day"),
          column("dayCount"),
          column("month"),
          column("monthCount"),
        ],
      );
    },
  };
}
