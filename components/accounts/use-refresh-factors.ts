"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { factorsQuery, sessionList, signInMethodsQuery } from "./account-queries";

/** Reads again what a change of factors shows in: themselves, the ways in, the sessions that it ended, and what an organization asks for. */
export function useRefreshFactors(): () => Promise<void> {
  const queries = useQueryClient();
  const router = useRouter();
  return async () => {
    // The server drew the notice that a second factor is required.
    router.refresh();
    const changed = [factorsQuery.queryKey, signInMethodsQuery.queryKey, [sessionList.group]];
    await Promise.all(changed.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
}
