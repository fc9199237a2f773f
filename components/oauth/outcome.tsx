import { CircleAlert, CircleCheck } from "lucide-react";
import { buttonClass } from "@/components/ui/button";

/** How an authorization ended, where there is nothing left to decide. */
export function Outcome({ title, text, good = false }: { title: string; text: string; good?: boolean }) {
  const Icon = good ? CircleCheck : CircleAlert;
  return (
    <div className="flex flex-col items-start">
      <Icon aria-hidden className={`mb-4 size-9 ${good ? "text-success-text" : "text-warning-text"}`} />
      <h1 className="mb-3 text-title">{title}</h1>
      <p className="mb-6 text-sm text-muted">{text}</p>
      <a href="/dashboard" className={buttonClass()}>
        Go to the dashboard
      </a>
    </div>
  );
}
