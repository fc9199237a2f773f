"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { failureText } from "@/components/ui/failure-text";
import { type FirstCall, firstCallContract } from "@/lib/features/first-call/contract";
import { call } from "@/lib/http/call";

/** How often it is looked for the call, in milliseconds; and how often at most, before one has to ask for more. */
const watchMs = 700;
const mostLooks = 1_500;

/** Waits before one's eyes for the first call of a key, and says how it was answered, and what to do where it failed. */
export function FirstCallWatch({ keyId }: { keyId: string }) {
  const [looks, setLooks] = useState(0);
  const { data, error, refetch } = useQuery({
    queryKey: ["first-call", keyId],
    queryFn: async ({ signal }) => {
      setLooks((before) => before + 1);
      return await call(firstCallContract, { query: { key_id: keyId } }, { signal });
    },
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.call?.succeeded || looks >= mostLooks ? false : watchMs),
  });
  const arrived = data?.call ?? null;
  return (
    <div role="status" className="rounded-lg border bg-surface-sunken px-4 py-3 text-sm">
      {arrived?.succeeded ? <Succeeded call={arrived} /> : arrived ? <Refused call={arrived} /> : null}
      {!arrived?.succeeded &&
        (error ? (
          <p className="text-danger-text">It is not known whether it arrived. {failureText(error)}</p>
        ) : looks >= mostLooks ? (
          <p className="flex flex-wrap items-center gap-3 text-muted">
            Nothing has arrived for a while.
            <Button
              size="sm"
              onClick={() => {
                setLooks(0);
                void refetch();
              }}
            >
              Wait again
            </Button>
          </p>
        ) : (
          <p className="flex items-center gap-2.5 text-muted">
            <span aria-hidden className="relative flex size-2 shrink-0">
              <span className="absolute inset-0 animate-ping rounded-full bg-accent opacity-60" />
              <span className="relative size-2 rounded-full bg-accent" />
            </span>
            {arrived ? "Waiting for the next one…" : "Waiting for your first request…"}
          </p>
        ))}
    </div>
  );
}

function Succeeded({ call: { endpoint, status, elapsed_ms } }: { call: FirstCall }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <CircleCheck aria-hidden className="size-4 shrink-0 text-success-text" />
      <span className="font-medium text-success-text">Your first request has arrived</span>
      <span className="font-mono text-xs">{endpoint}</span>
      <span className="tabular-nums text-muted">
        {status ?? "Answered"}
        {elapsed_ms !== null && ` in ${elapsed_ms} ms`}
      </span>
    </p>
  );
}

function Refused({ call: { endpoint, status } }: { call: FirstCall }) {
  return (
    <div className="mb-2 flex gap-2.5">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-text" />
      <div>
        <p>
          <span className="font-medium text-danger-text">
            A request arrived and was refused{status === null ? "" : ` (${status})`}
          </span>{" "}
          {/* No endpoint answers there: the advice says so, and no path is kept. */}
          {endpoint !== "unknown" && <span className="font-mono text-xs">{endpoint}</span>}
        </p>
        <p className="text-muted">{adviceOf(status)}</p>
      </div>
    </div>
  );
}

/** What to do about a refusal. */
export function adviceOf(status: number | null): string {
  switch (status) {
    case 401:
      return "The key was not taken: it is not whole, or was revoked. Copy the line again, to its very end.";
    case 403:
      return "The key holds, but not for this: its scopes, its environment or the address it is used from do not fit. Use the line as it stands here.";
    case 404:
      return "There is no such endpoint. Check the address in your line.";
    case 429:
      return "Too many requests came at once. Wait a minute and try again; your limits are on the page Usage.";
    default:
      return "The answer in your terminal says what was wrong. Use the line as it stands here.";
  }
}
