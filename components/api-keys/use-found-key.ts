"use client";
import { useRef, useState } from "react";
import { failureText } from "@/components/ui/failure-text";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { findApiKeyContract } from "@/lib/features/api-keys/list-contract";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";

/** The key that a pasted secret belongs to, while it is looked for and then, or why there is none. */
export type Found = "looking" | { key: ApiKey; atMs: number } | { problem: string };

/**
 * Finds the key that a pasted secret belongs to. The secret travels in a request's body and is kept nowhere: neither in the
 * page's state nor among its queries.
 */
export function useFoundKey() {
  const [found, setFound] = useState<Found | null>(null);
  const latest = useRef(0);
  const find = (secret: string) => {
    latest.current += 1;
    const mine = latest.current;
    const tell = (result: Found) => mine === latest.current && setFound(result);
    setFound("looking");
    call(findApiKeyContract, { body: { key: secret } }).then(
      ({ data }) => tell({ key: data, atMs: Date.now() }),
      (error: unknown) => tell({ problem: problemOf(error) }),
    );
  };
  const forget = () => {
    latest.current += 1;
    setFound(null);
  };
  return { found, find, forget };
}

function problemOf(error: unknown): string {
  const [problem] = error instanceof CallError ? error.problems : [];
  if (problem) return `What you pasted ${problem.message}.`;
  const unknown = error instanceof CallError && error.status === 404;
  return unknown ? "No key of this organization has the secret that you pasted." : failureText(error);
}
