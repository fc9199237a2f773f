"use client";
import { type ComponentProps, useState } from "react";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import type { Token } from "@/lib/features/tokens/contract";
import type { TokenContext } from "./token-columns";

/** So many rows are drawn at once without anybody noticing. */
const drawnAtOnce = 100;

/** The rows of the list of tokens, which are all there at once; plans of a deployment's own may allow thousands, which take long to draw. */
export function TokenRows({ rows, ...table }: ComponentProps<typeof DataTable<Token, TokenContext>>) {
  const [drawn, setDrawn] = useState(drawnAtOnce);
  const hidden = rows.length - drawn;
  return (
    <>
      <DataTable {...table} rows={rows.slice(0, drawn)} />
      {hidden > 0 && (
        <Button className="mx-auto mt-4 flex" onClick={() => setDrawn(drawn + drawnAtOnce)}>
          Show {Math.min(hidden, drawnAtOnce)} more
        </Button>
      )}
    </>
  );
}
