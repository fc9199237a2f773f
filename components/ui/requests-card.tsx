"use client";
import { Card } from "./card";
import { OnDemand, partOf } from "./on-demand";
import type { RequestListProps } from "./request-list";

const requestList = partOf(async () => (await import("./request-list")).RequestList);

/** What a key or token was used for lately; its code is loaded after the page, in room that is kept for it. */
export function RequestsCard(props: RequestListProps) {
  return (
    <Card title="Last requests">
      <div className="min-h-32">
        <OnDemand part={requestList} {...props} />
      </div>
    </Card>
  );
}
