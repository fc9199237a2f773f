"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { FormDialog } from "@/components/ui/form-dialog";
import { SelectField } from "@/components/ui/form-fields";
import { Textarea } from "@/components/ui/input";
import { TextField } from "@/components/ui/text-field";
import { useContractForm } from "@/components/ui/use-contract-form";
import { type PlanId, planIds, planOf } from "@/lib/access/catalogue";
import { requestPlanContract } from "@/lib/features/administration/contract";
import { call } from "@/lib/http/call";

/** Asks the operator of this deployment for another plan. */
export function RequestPlan({ current }: { current: PlanId }) {
  const others = planIds().filter((id) => id !== current);
  const following = planIds()[planIds().indexOf(current) + 1];
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<PlanId | null>(null);
  const form = useContractForm({
    values: { plan: following ?? others[0] ?? current, message: "" },
    schema: requestPlanContract.body,
    send: async (body) => {
      await call(requestPlanContract, { body });
      return body.plan;
    },
    creates: "request",
    draft: "plan-request",
  });
  if (asked) {
    return (
      <p role="status" className="mt-6 text-sm">
        Your request for {planOf(asked).label} is on its way. You will see the new plan here once it is set.
      </p>
    );
  }
  return (
    <>
      <Button variant="primary" className="mt-6" onClick={() => setOpen(true)}>
        Request a change
      </Button>
      <FormDialog
        open={open}
        form={form}
        onClose={(plan) => {
          setOpen(false);
          setAsked(plan ?? null);
        }}
        title="Request another plan"
        description="It is mailed to the operator of this deployment. You can ask once a day."
        submitLabel="Send request"
      >
        <SelectField
          control={form.control}
          name="plan"
          label="Plan"
          options={others.map((id) => ({ value: id, label: planOf(id).label }))}
        />
        <TextField
          control={form.control}
          name="message"
          label="Message"
          hint="What you need it for, if you like"
          as={Textarea}
          maxLength={1000}
        />
      </FormDialog>
    </>
  );
}
