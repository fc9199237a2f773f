"use client";
import { useMutation } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { CodeBlock } from "@/components/ui/code-block";
import { ExactTime } from "@/components/ui/exact-time";
import { failureText } from "@/components/ui/failure-text";
import { FieldProblem } from "@/components/ui/field-problem";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { useRefresh } from "@/components/ui/use-list";
import type { Delivery, DeliveryDetail } from "@/lib/features/webhooks/delivery-contract";
import type { DeliveryCalls } from "./delivery-calls";
import { useDelivery } from "./use-webhooks";

export type DeliveryProps = {
  delivery: Delivery;
  /** Why nothing can be sent again; null where it can. */
  barred: string | null;
  calls: DeliveryCalls;
};

/** One delivery opened: what was sent, and every attempt with its answer. */
export function DeliveryPanel({ delivery, barred, calls }: DeliveryProps) {
  const { data, error } = useDelivery(delivery, calls);
  const refresh = useRefresh(calls.group);
  const toast = useToast();
  const redeliver = useMutation({
    mutationFn: () => calls.redeliver(delivery),
    onSuccess: () => {
      void refresh();
      toast.show({ title: "On its way again", tone: "success" });
    },
    onError: (failure) => toast.show({ title: failureText(failure), tone: "danger" }),
  });
  return (
    <div className="flex flex-col gap-4 border-t bg-surface-sunken px-3 py-4 sm:px-4">
      <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
        <div className="min-w-0">
          <p className="font-mono text-xs break-all text-muted">{delivery.event_id}</p>
          {delivery.next_attempt_at && (
            <p className="text-muted">
              Next attempt <RelativeTime at={delivery.next_attempt_at} />
            </p>
          )}
        </div>
        <ReasonedButton size="sm" reason={barred} pending={redeliver.isPending} onClick={() => redeliver.mutate()}>
          <RotateCw aria-hidden className="size-4" />
          {delivery.status === "pending" ? "Try now" : "Redeliver"}
        </ReasonedButton>
      </div>
      {error && <FieldProblem>The delivery is unavailable. {failureText(error)}</FieldProblem>}
      {!data && !error && <Skeleton className="h-40 w-full" />}
      {data && (
        <>
          <CodeBlock title="Request body" code={indented(data.payload)} />
          {data.attempts.length > 0 && (
            <ol className="flex flex-col gap-3" aria-label="Attempts, newest first">
              {data.attempts.toReversed().map((attempt, index) => (
                <AttemptItem
                  key={attempt.at}
                  attempt={attempt}
                  eventId={data.event_id}
                  number={data.attempts.length - index}
                />
              ))}
            </ol>
          )}
        </>
      )}
    </div>
  );
}

function AttemptItem({
  attempt,
  eventId,
  number,
}: {
  attempt: DeliveryDetail["attempts"][number];
  eventId: string;
  number: number;
}) {
  const request = [
    `POST ${attempt.url}`,
    "content-type: application/json",
    "user-agent: Latchkey-Webhooks",
    `webhook-id: ${eventId}`,
    `webhook-timestamp: ${Math.floor(Date.parse(attempt.at) / 1000)}`,
    "webhook-signature: v1,…",
  ].join("\n");
  return (
    <li className="rounded-lg border bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5 text-sm">
        <span className="font-medium">Attempt {number}</span>
        <Badge tone={attempt.error ? "danger" : "success"}>{attempt.status_code ?? "No answer"}</Badge>
        <span className="text-muted tabular-nums">
          {attempt.duration_ms.toLocaleString("en")} ms · <ExactTime at={attempt.at} seconds />
        </span>
        {attempt.error && <span className="w-full text-danger-text">{attempt.error}</span>}
      </div>
      <details className="border-t px-3 py-1.5 text-sm">
        <summary className="min-h-6 cursor-pointer py-0.5 text-muted hover:text-foreground pointer-coarse:min-h-11 pointer-coarse:py-2.5">
          Request and response
        </summary>
        <div className="flex flex-col gap-3 py-2">
          <CodeBlock title="Request headers" code={request} />
          {attempt.response_body === null ? (
            <p className="text-muted">There was no response.</p>
          ) : attempt.response_body === "" ? (
            <p className="text-muted">The response had no body.</p>
          ) : (
            <CodeBlock title="Response body (beginning)" code={attempt.response_body} />
          )}
        </div>
      </details>
    </li>
  );
}

function indented(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}
