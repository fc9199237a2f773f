"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { failureText } from "@/components/ui/failure-text";
import { Field } from "@/components/ui/field";
import { FormAlert } from "@/components/ui/form-alert";
import { Select } from "@/components/ui/select";
import { productOf } from "@/lib/access/catalogue";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import type { Environment } from "@/lib/generated/prisma/enums";
import { call } from "@/lib/http/call";
import { hintFits } from "./hint-fits";

type Wish = { product: string; environment: Environment; scopes: readonly string[] };
type Props = {
  /** What the key must open. */
  wish: Wish;
  /** What stands in the field for the key. */
  secret: string;
  onUse: (secret: string) => void;
};

const typed = "";
const shownKeys = 100;

/**
 * A key to try an endpoint with: one of the reader's, whose secret only they have, or one made on the spot, which ends in a
 * day. No secret is read from anywhere.
 */
export function TrialKey({ wish, secret, onUse }: Props) {
  const [chosen, setChosen] = useState(typed);
  const [made, setMade] = useState<{ id: string; name: string; secret: string }[]>([]);
  const listed = useQuery({
    queryKey: ["api-keys", "to-try"],
    queryFn: ({ signal }) =>
      call(dashboardApiKeyContracts.list, { query: { limit: shownKeys, status: "active" } }, { signal }),
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      call(dashboardApiKeyContracts.create, {
        body: {
          name: "Tried in the reference",
          product: wish.product,
          environment: wish.environment,
          expires_in_days: 1,
          ...(wish.scopes.length > 0 ? { scopes: [...wish.scopes] } : {}),
        },
      }),
    onSuccess: ({ data }) => {
      setMade((before) => [...before, { id: data.id, name: data.name, secret: data.plainKey }]);
      setChosen(data.id);
      onUse(data.plainKey);
    },
  });
  const kept = made.find(({ id }) => id === chosen);
  const own = listed.data?.data.find(({ id }) => id === chosen);
  const lacking = own ? wish.scopes.filter((scope) => !own.scopes.includes(scope)) : [];
  const choose = (id: string) => {
    setChosen(id);
    onUse(made.find((key) => key.id === id)?.secret ?? "");
  };
  const options = [
    { value: typed, label: "Type one" },
    ...made.map(({ id, name }) => ({ value: id, label: `${name}, made here` })),
    ...(listed.data?.data ?? [])
      .filter(({ id }) => !made.some((key) => key.id === id))
      .map(({ id, name, hint }) => ({ value: id, label: `${name} (${hint})` })),
  ];
  return (
    <div className="flex flex-col gap-3">
      <Field
        label="Which key"
        error={own && secret !== "" && !hintFits(own.hint, secret) ? `This is not the key ${own.name}.` : null}
        hint={
          listed.isError
            ? "Your keys are unavailable right now."
            : own && !kept
              ? `Paste the secret of ${own.name} below: this site keeps none that it could fill in.${lacking.length > 0 ? ` It lacks ${lacking.join(", ")}.` : ""}`
              : undefined
        }
      >
        {(props) => <Select {...props} value={chosen} onValueChange={choose} options={options} />}
      </Field>
      {error && <FormAlert>{failureText(error)}</FormAlert>}
      <div className="flex flex-wrap items-center gap-3">
        <Button pending={isPending} onClick={() => mutate()}>
          {wish.environment === "development" ? "Make a test key" : `Make a ${productOf(wish.product).label} key`}
        </Button>
        {kept && <CopyButton text={kept.secret} label="Copy key" />}
      </div>
      <p role="status" className="text-sm text-muted empty:hidden">
        {kept && `“${kept.name}” is filled in. It ends in a day, and is shown nowhere again.`}
      </p>
    </div>
  );
}
