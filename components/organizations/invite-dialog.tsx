"use client";
import { useMutation } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { type FormEvent, useId, useRef, useState } from "react";
import { roles } from "@/access.config";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { FormAlert } from "@/components/ui/form-alert";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { isRole, type Role, roleIds, roleLabelOf, roleReaches } from "@/lib/access/catalogue";
import { dashboardOrganizationContracts as contracts, maximumRows } from "@/lib/features/organizations/contract";
import { call, isOutcomeUnknown } from "@/lib/http/call";
import { InviteResults } from "./invite-results";
import { type InviteRow, wantedOf, withPasted } from "./invite-rows";
import { useRefreshOrganization } from "./use-organization";

type Props = { role: Role; mailed: boolean; onClose: () => void };

/** Invites several people at once, then shows what became of each. */
export function InviteDialog({ role, mailed, onClose }: Props) {
  const formId = useId();
  const lastId = useRef(1);
  const nextId = () => {
    lastId.current += 1;
    return lastId.current;
  };
  const [rows, setRows] = useState<InviteRow[]>([{ id: 1, email: "", role: "member" }]);
  const refresh = useRefreshOrganization();
  const wanted = wantedOf(rows);
  const invite = useMutation({ mutationFn: () => call(contracts.invite, { body: { invitations: wanted } }) });

  const change = (id: number, part: Partial<InviteRow>) =>
    setRows((current) => current.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const add = () => setRows((current) => [...current, { id: nextId(), email: "", role: "member" }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted.length > 0 && !invite.isPending) invite.mutate();
  };
  const close = () => {
    // Only now, so that the list does not move under the links.
    if (invite.data || isOutcomeUnknown(invite.error)) void refresh();
    onClose();
  };

  if (invite.data) {
    return (
      <Dialog
        open
        // A link is shown this once; only the button below closes it.
        guard={invite.data.results.some(({ link }) => link !== null)}
        onOpenChange={(open) => !open && close()}
        title="Invitations"
        footer={
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        }
      >
        <InviteResults results={invite.data.results} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !invite.isPending && close()}
      title="Invite people"
      description={
        mailed
          ? "Each address gets a link by mail that works once, for seven days."
          : "Each address gets a link that works once, for seven days. This deployment sends no mail: you hand it over."
      }
      footer={
        <>
          <Button onClick={close} disabled={invite.isPending}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={formId}
            variant="primary"
            pending={invite.isPending}
            disabled={wanted.length === 0}
          >
            {wanted.length > 1 ? `Invite ${wanted.length} people` : "Invite"}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-3">
        {invite.error && <FormAlert>{failureText(invite.error)}</FormAlert>}
        {rows.map((row, index) => (
          <Row
            key={row.id}
            row={row}
            label={`Email address ${index + 1}`}
            inviter={role}
            onChange={(part) => change(row.id, part)}
            onPaste={(text) => setRows((current) => withPasted(current, row.id, text, nextId, maximumRows))}
            onRemove={rows.length > 1 ? () => setRows((all) => all.filter(({ id }) => id !== row.id)) : null}
          />
        ))}
        <div>
          <Button size="sm" variant="ghost" onClick={add} disabled={rows.length >= maximumRows}>
            <Plus aria-hidden className="size-4" />
            Add another
          </Button>
        </div>
        <ul className="grid gap-1 border-t pt-3 text-sm text-muted">
          {roles.map(({ id, label, summary }) => (
            <li key={id}>
              <span className="font-medium text-foreground">{label}:</span> {summary}
            </li>
          ))}
        </ul>
      </form>
    </Dialog>
  );
}

function Row({
  row,
  label,
  inviter,
  onChange,
  onPaste,
  onRemove,
}: {
  row: InviteRow;
  label: string;
  inviter: Role;
  onChange: (part: Partial<InviteRow>) => void;
  onPaste: (text: string) => void;
  onRemove: (() => void) | null;
}) {
  return (
    <div className="flex flex-wrap items-center gap-2 sm:flex-nowrap">
      <div className="min-w-0 flex-1 basis-full sm:basis-auto">
        <Input
          // A new row is there to be typed into.
          autoFocus
          type="email"
          aria-label={label}
          value={row.email}
          onChange={(event) => onChange({ email: event.target.value })}
          onPaste={(event) => {
            const text = event.clipboardData.getData("text");
            if (!/[\s,;]/.test(text.trim())) return;
            event.preventDefault();
            onPaste(text);
          }}
          placeholder="ada@example.com"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </div>
      <Select
        className="flex-1 sm:w-32 sm:flex-none"
        aria-label={`Role for ${label.toLowerCase()}`}
        value={row.role}
        onValueChange={(value) => isRole(value) && onChange({ role: value })}
        options={roleIds.map((id) => ({ value: id, label: roleLabelOf(id), disabled: !roleReaches(inviter, id) }))}
      />
      <Button
        variant="ghost"
        aria-label={`Remove ${label.toLowerCase()}`}
        disabled={onRemove === null}
        onClick={() => onRemove?.()}
        className="px-2"
      >
        <Trash2 aria-hidden className="size-4" />
      </Button>
    </div>
  );
}
