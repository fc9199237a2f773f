import { CircleCheck, CircleX } from "lucide-react";
import type { Metadata } from "next";
import { runtime } from "@/lib/access/runtime";

export const metadata: Metadata = { title: "Status", description: "Whether this deployment answers requests now." };

/** Without a query: what the process knows already, so that looking at the status is no load. */
export default function StatusPage() {
  const works = runtime().changes.isCurrent();
  const Icon = works ? CircleCheck : CircleX;
  return (
    <div className="mx-auto max-w-2xl px-4 py-12 sm:px-8 sm:py-16">
      <h1 className="text-3xl font-semibold tracking-tight">Status</h1>
      <p className="mt-6 flex items-center gap-2 text-lg font-medium">
        <Icon aria-hidden className={works ? "size-5 text-success" : "size-5 text-danger-text"} />
        {works ? "Everything works" : "Requests are refused at the moment"}
      </p>
      <p className="mt-2 text-pretty text-muted">
        {works
          ? "The API answers, and its database has answered within the last five seconds."
          : "The database has not answered for five seconds. Until it does, every credential is answered 503."}
      </p>
    </div>
  );
}
