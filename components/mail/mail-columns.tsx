import { Badge } from "@/components/ui/badge";
import type { Column } from "@/components/ui/column";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Mail } from "@/lib/features/mail/contract";

const tones = { waiting: "neutral", sent: "success", failed: "danger" } as const;

export const mailColumns: readonly Column<Mail, { onRead: (mail: Mail) => void }>[] = [
  {
    label: "Subject",
    as: "title",
    cell: (mail, { onRead }) => (
      <>
        <button
          type="button"
          onClick={() => onRead(mail)}
          className="focus-ring block min-h-6 max-w-full truncate rounded text-left font-medium hover:underline pointer-coarse:min-h-11"
        >
          {mail.subject}
        </button>
        {mail.last_error && <span className="block truncate text-xs text-danger-text">{mail.last_error}</span>}
      </>
    ),
  },
  {
    label: "To",
    className: "sm:max-w-60",
    cell: ({ recipient }) => (
      <span className="block min-w-0 truncate" title={recipient}>
        {recipient}
      </span>
    ),
  },
  { label: "State", cell: ({ state }) => <Badge tone={tones[state]}>{state}</Badge> },
  { label: "Written", className: "text-muted", cell: ({ created_at }) => <RelativeTime at={created_at} /> },
];
