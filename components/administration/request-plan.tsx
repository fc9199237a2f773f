"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Textarea } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type PlanId, planIds, planOf } from "@/lib/access/catalogue";
import { requestPlanContract } from "@/lib/features/administration/contract";
import { call } from "@/lib/http/call";

/** Asks whoever runs this deployment for another plan. */
export function RequestPlan({ current }: { current: PlanId }) {
  const others = planIds.filter((id) => id !== current);
  const following = planIds[planIds.indexOf(current) + 1];
  const [open, setOpen] = useState(false);
  const [plan, setPlan] = useState<PlanId>(following ?? others[0] ?? current);
  const [message, setMessage] = useState("");
  const ask = useMutation({ mutationFn: () => call(requestPlanContract, { body: { plan, message } }) });

  if (ask.isSuccess) {
    return (
      <p role="status" className="mt-6 text-sm">
        Your request for {planOf(plan).label} is on its way. You will see the new plan here once it is set.
      </p>
    );
  }
  return (
    <>
      <Button variant="primary" className="mt-6" onClick={() => setOpen(true)}>
        Request a change
      </Button>
      <Dialog
        open={open}
        onOpenChange={(next) => !ask.isPending && setOpen(next)}
        title="Request another plan"
        description="It is mailed to whoever runs this deployment. You can ask once a day."
        footer={
          <>
            <Button onClick={() => setOpen(false)} disabled={ask.isPending}>
              Cancel
            </Button>
            <Button variant="primary" pending={ask.isPending} onClick={() => ask.mutate()}>
              Send request
            </Button>
          </>
        }
      >
        <div className="grid gap-4">
          {ask.isError && <FormAlert>{failureText(ask.error)}</FormAlert>}
          <Field label="Plan">
            {(props) => (
              <Select
                {...props}
                value={plan}
                options={others.map((id) => ({ value: id, label: planOf(id).label }))}
                onValueChange={(value) => setPlan(value as PlanId)}
              />
            )}
          </Field>
          <Field label="Message" hint="What you need it for, if you like">
            {(props) => (
              <Textarea
                {...props}
                maxLength={1000}
                value={message}
                onChange={(event) => setMessage(event.target.value)}
              />
            )}
          </Field>
        </div>
      </Dialog>
    </>
  );
}
