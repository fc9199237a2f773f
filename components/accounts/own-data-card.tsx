"use client";
import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { failureText } from "@/components/ui/failure-text";
import { saveTextFile } from "@/components/ui/save-file";
import { ShownAlert } from "@/components/ui/shown-alert";
import { useToast } from "@/components/ui/toast";
import { ownDataContracts } from "@/lib/features/accounts/own-data-contract";
import { call } from "@/lib/http/call";

/** Hands the user everything that is kept about them. */
export function OwnDataCard() {
  const toast = useToast();
  const exporting = useMutation({
    mutationFn: async () => {
      // The answer is the file itself, JSON as the contract's media type says.
      const data: unknown = await call(ownDataContracts.export, {});
      saveTextFile(
        `latchkey-data-${new Date().toISOString().slice(0, 10)}.json`,
        JSON.stringify(data, null, 2),
        "application/json",
      );
    },
    onSuccess: () => toast.show({ title: "Your data is saved as a file", tone: "success" }),
  });
  return (
    <Card
      title="Your data"
      description="Everything that is kept about you as one JSON file: account, sessions, tokens, keys, events and the content of your personal organization. No secret is in it."
    >
      <div className="grid justify-items-start gap-3">
        {exporting.error && <ShownAlert>{failureText(exporting.error)}</ShownAlert>}
        <Button pending={exporting.isPending} onClick={() => exporting.mutate()} className="w-full sm:w-auto">
          Export your data
        </Button>
      </div>
    </Card>
  );
}
