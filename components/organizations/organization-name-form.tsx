"use client";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { PageForm } from "@/components/ui/page-form";
import { settleForm } from "@/components/ui/settle-form";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { useContractForm } from "@/components/ui/use-contract-form";
import { useIsDirty } from "@/components/ui/use-field";
import { dashboardOrganizationContracts as contracts, type Organization } from "@/lib/features/organizations/contract";
import { call } from "@/lib/http/call";

/** Renames the organization; members see the name and who may change it. */
export function OrganizationNameForm({ name, manages }: { name: string; manages: boolean }) {
  const toast = useToast();
  const router = useRouter();
  const form = useContractForm({
    values: { name },
    schema: contracts.update.body,
    send: (body) => call(contracts.update, { body }),
  });
  const isDirty = useIsDirty(form.control);
  const succeed = (saved: Organization) => {
    settleForm(form, { name: saved.name });
    const undo = async () => {
      await call(contracts.update, { body: { name } });
      settleForm(form, { name }, { name: saved.name });
      router.refresh();
    };
    toast.show({ title: "Name saved", tone: "success", undo });
    // The shell around this page shows the name too.
    router.refresh();
  };
  return (
    <PageForm form={form} onSuccess={succeed} className="grid gap-3">
      <TextField
        control={form.control}
        name="name"
        label="Name"
        {...(manages ? {} : { hint: "Only admins and owners rename the organization." })}
        readOnly={!manages}
        maxLength={100}
        autoComplete="organization"
        action={
          manages && (
            <Button type="submit" pending={form.busy} disabled={!isDirty}>
              Save
            </Button>
          )
        }
      />
    </PageForm>
  );
}
