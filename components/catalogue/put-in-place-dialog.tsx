"use client";
import { failureText } from "@/components/ui/failure-text";
import { FormDialog } from "@/components/ui/form-dialog";
import { CheckField } from "@/components/ui/form-fields";
import { about } from "@/components/ui/form-problems";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useValue } from "@/components/ui/use-field";
import { type CataloguePlan, NewCatalogue, putCatalogueContract } from "@/lib/features/catalogue/contract";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";
import { useRefreshCatalogue } from "./catalogue-reads";
import type { CatalogueDocument } from "./document-text";
import { PlanChanges } from "./plan-changes";

/** A document with what it would change, and the tag of the state that this was compared with. */
export type Planned = { document: CatalogueDocument; plan: CataloguePlan; tag: string | null };

/** Shows what a document changes and ends, and puts it in place; `seen` is the revision that the page shows. */
export function PutInPlaceDialog({
  planned: { document, plan, tag },
  seen,
  onClose,
}: {
  planned: Planned;
  seen: number;
  /** With what was put in place, or nothing. */
  onClose: (applied: unknown) => void;
}) {
  const { base, changes, ends } = plan;
  const form = useContractForm({
    values: { note: "", allow_ending: false },
    // The document is what was planned.
    schema: NewCatalogue.pick({ note: true, allow_ending: true }),
    words: { note: about("The note") },
    send: (body) =>
      call(putCatalogueContract, { body: { document, base, ...body } }, { ifMatch: tag }).then(({ data }) => data),
    alertOf: refusalText,
  });
  const allowed = useValue(form.control, "allow_ending");
  const ending = ends.length > 0;
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="Plan"
      description={
        base === seen
          ? `Compared with revision ${base}, which counts now.`
          : `Revision ${base} counts by now, not ${seen} as this page showed: the plan is compared with ${base}.`
      }
      submitLabel="Put in place"
      danger={ending}
      disabled={changes.length === 0 || (ending && !allowed)}
      note={ending && !allowed ? "Tick that what is named may end." : null}
      saved={({ revision }) => ({
        title: `Revision ${revision} counts`,
        description: "In every process, from the next request.",
      })}
      refresh={useRefreshCatalogue()}
    >
      <PlanChanges changes={changes} />
      {ending && (
        <div className="flex flex-col gap-3">
          <h3 className="text-sm font-medium">What ends</h3>
          <ul className="flex list-disc flex-col gap-1 pl-5 text-sm">
            {ends.map(({ kind, id, message }) => (
              <li key={`${kind} ${id}`} className="wrap-anywhere">
                {message}
              </li>
            ))}
          </ul>
          <CheckField
            control={form.control}
            name="allow_ending"
            label="Let this end"
            description="Nothing is deleted: an earlier document brings it back."
          />
        </div>
      )}
      {changes.length > 0 && (
        <TextField
          control={form.control}
          name="note"
          label="Note"
          hint="Why, for the history. Optional."
          maxLength={200}
          autoComplete="off"
        />
      )}
    </FormDialog>
  );
}

function refusalText(error: Error): string {
  if (error instanceof CallError && error.status === 412) {
    return "The catalogue was changed after this plan was made. Close it and show the plan again: your text stays.";
  }
  return failureText(error);
}
