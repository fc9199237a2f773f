import type { ReactNode } from "react";
import { Card } from "./card";

/** What the reader of a page should know of its thing first, with what can be done about it. */
export function NoticeCard({ title, text, children }: { title: string; text: ReactNode; children?: ReactNode }) {
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0 text-sm">
          <p className="font-medium">{title}</p>
          <p className="text-muted">{text}</p>
        </div>
        {children && <span className="flex flex-wrap gap-2">{children}</span>}
      </div>
    </Card>
  );
}
