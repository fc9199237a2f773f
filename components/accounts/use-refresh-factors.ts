"use client";
import { useQueryClient } from "@tanstack/react-query";
import { factorsQuery, sessionList, signInMethodsQuery } from "./account-queries";

/** Reads again what a change of factors shows in: themselves, the ways in, and the sessions that it ended. */
export function useRefreshFactors(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    const changed = [factorsQuery.queryKey, signInMethodsQuery.queryKey, [sessionList.group]];
    await Promise.all(changed.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
}
