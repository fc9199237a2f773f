"use client";
import { Trash2 } from "lucide-react";
import { useId } from "react";
import { roles } from "@/access.config";
import { AddButton } from "@/components/ui/add-button";
import { Button } from "@/components/ui/button";
import { FieldProblem } from "@/components/ui/field-problem";
import { FormDialog } from "@/components/ui/form-dialog";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { useContractForm } from "@/components/ui/use-contract-form";
import { type Control, useField, useRows } from "@/components/ui/use-field";
import { type Role, roleReaches } from "@/lib/access/catalogue";
import { dashboardOrganizationContracts as contracts } from "@/lib/features/organizations/contract";
import { type InvitationResult, maximumRows } from "@/lib/features/organizations/invitations-contract";
import { call } from "@/lib/http/call";
import { revealedInvitations } from "./invite-results";
import { emptyRow, type InviteRow, malformedRows, problemsOf, refusedRows, wantedOf, withPasted } from "./invite-rows";
import { roleOptions } from "./role-options";
import { useRefreshOrganization } from "./use-organization";

type Props = { role: Role; mailed: boolean; onClose: () => void };
type Draft = { invitations: InviteRow[] };

/** Invites several people at once, then shows what became of each. */
export function InviteDialog({ role, mailed, onClose }: Props) {
  const refresh = useRefreshOrganization();
  const form = useContractForm({
    values: { invitations: [emptyRow] } as Draft,
    schema: contracts.invite.body,
    bodyOf: ({ invitations }) => ({ invitations: wantedOf(invitations) }),
    send: (body) => call(contracts.invite, { body }),
    check: ({ invitations }) => malformedRows(invitations),
    creates: "invitation",
    draft: "invitations",
  });
  const { control } = form;
  const { rows, ids, append, remove, replace } = useRows<InviteRow, Draft>(control, "invitations");
  const wanted = wantedOf(rows);
  const mend = (results: readonly InvitationResult[]) => {
    void refresh();
    const refused = refusedRows(results);
    form.reset({ invitations: refused.map(({ email, role: asked }) => ({ email, role: asked })) });
    control.setProblems(problemsOf(refused));
  };
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Invite people"
      description={
        mailed
          ? "Each address gets a link by mail that works once, for seven days."
          : "Each address gets a link that works once, for seven days. This deployment sends no mail: you hand it over."
      }
      submitLabel={wanted.length > 1 ? `Invite ${wanted.length} people` : "Invite"}
      disabled={wanted.length === 0}
      refresh={refresh}
      reveal={({ results }) => revealedInvitations(results, () => mend(results))}
    >
      <div className="flex flex-col gap-3">
        {ids.map((id, place) => (
          <Row
            key={id}
            control={control}
            place={place}
            inviter={role}
            onPaste={(text) => replace(withPasted(rows, place, text, maximumRows))}
            onRemove={rows.length > 1 ? () => remove(place) : null}
          />
        ))}
        <div>
          <AddButton size="sm" variant="ghost" onClick={() => append(emptyRow)} disabled={rows.length >= maximumRows}>
            Add another
          </AddButton>
        </div>
      </div>
      <ul className="grid gap-1 border-t pt-3 text-sm text-muted">
        {roles.map(({ id, label, summary }) => (
          <li key={id}>
            <span className="font-medium text-foreground">{label}:</span> {summary}
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}

function Row({
  control,
  place,
  inviter,
  onPaste,
  onRemove,
}: {
  control: Control<Draft>;
  place: number;
  inviter: Role;
  onPaste: (text: string) => void;
  onRemove: (() => void) | null;
}) {
  const label = `Email address ${place + 1}`;
  const problemId = useId();
  const { field: email, problem } = useField({ control, name: `invitations.${place}.email` });
  const { field: role } = useField({ control, name: `invitations.${place}.role` });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="min-w-0 flex-1 basis-full sm:basis-0">
        <Input
          {...email}
          // A new row is there to be typed into.
          autoFocus
          type="email"
          aria-label={label}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? problemId : undefined}
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
        value={role.value}
        onValueChange={(chosen) => role.onChange(chosen as Role)}
        options={roleOptions((id) => roleReaches(inviter, id))}
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
      <FieldProblem id={problemId} className="basis-full">
        {problem}
      </FieldProblem>
    </div>
  );
}
