"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Eye } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { Skeleton } from "@/components/ui/skeleton";
import { dashboardMailContracts, type Mail } from "@/lib/features/mail/contract";
import { call } from "@/lib/http/call";

/** A mail to read. Its links are another person's secret: masked until somebody means to see them. */
export function MailDialog({ mail, onClose }: { mail: Mail; onClose: () => void }) {
  const masked = useQuery({
    queryKey: ["mails", "text", mail.id],
    queryFn: ({ signal }) => call(dashboardMailContracts.get, { params: { id: mail.id } }, { signal }),
  });
  // Kept in this dialog alone: closing it forgets the links.
  const reveal = useMutation({
    mutationFn: () => call(dashboardMailContracts.reveal, { params: { id: mail.id } }),
    gcTime: 0,
  });
  const shown = reveal.data?.data ?? masked.data?.data;
  const error = reveal.error ?? masked.error;
  const hidesLinks = shown?.masked;
  const keepsNoLinks = shown?.state === "sent" && shown.text.includes("#…");
  const link = shown && !shown.masked && /\bhttps?:\/\/\S+#token=\w+/.exec(shown.text)?.[0];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={mail.subject}
      description={`To ${mail.recipient}`}
      footer={
        <>
          {link && <CopyButton text={link} label="Copy link" />}
          {shown && !shown.masked && <CopyButton text={shown.text} label="Copy text" />}
          {hidesLinks && (
            <Button pending={reveal.isPending} onClick={() => reveal.mutate()}>
              <Eye aria-hidden className="size-4" />
              Reveal links
            </Button>
          )}
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-1 gap-4 text-sm">
        {error && <FormAlert>{failureText(error)}</FormAlert>}
        {!shown && !error && <Skeleton className="h-32 w-full" />}
        {shown && (
          <pre className="rounded-lg border bg-surface-sunken p-4 font-sans text-sm break-words whitespace-pre-wrap">
            {shown.text}
          </pre>
        )}
        {hidesLinks && (
          <p className="text-muted">
            A person with such a link can do what the mail offers {mail.recipient}. Reveal it only to hand it to them.
            The log says that you did.
          </p>
        )}
        {keepsNoLinks && <p className="text-muted">It was delivered: what its links ended with is kept no more.</p>}
      </div>
    </Dialog>
  );
}
