"use client";
import { X } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import type { AddressRules } from "./address";
import { Button } from "./button";
import { Glyph } from "./glyph";
import { SearchBox, type SecretSearch } from "./search-box";
import { Segmented } from "./segmented";
import { type Option, Select } from "./select";
import type { Address } from "./use-address";

/** A control of one value of the address; `isView`: it says how things are shown, and filters nothing. */
export type FilterControl<Name> = { isView?: true } & (
  | { as: "search"; name: Name; label: string; placeholder: string; secrets?: SecretSearch }
  | {
      as: "select" | "segmented";
      name: Name;
      label: string;
      options: readonly Option[];
      /** The option that an address without a value stands for; absent: the one whose value is empty. */
      fallback?: string;
    }
  | { as: "own"; name: Name; control: (value: string | undefined, set: (value: string) => void) => ReactNode }
);

/** Beyond this many controls phones show the first alone, and the rest behind a button: the page's own begins in view. */
const mostOnPhones = 4;

/** The controls of a page's address, and the way back to everything, unless that stands elsewhere. */
export function FilterBar<Rules extends AddressRules>({
  address: { values, set, clear, isSet },
  controls,
  clears = true,
}: {
  address: Address<Rules>;
  controls: readonly FilterControl<keyof Rules & string>[];
  clears?: boolean;
}) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const isFolded = controls.length > mostOnPhones;
  const [shown, rest] = isFolded ? [controls.slice(0, 1), controls.slice(1)] : [controls, []];
  const inUse = rest.filter(({ name, isView }) => !isView && values[name] !== undefined).length;
  const controlOf = (control: (typeof controls)[number]) => {
    const { name } = control;
    // A value of the address is a string by its rule.
    const value = values[name] as string | undefined;
    const choose = (next: string) => set({ [name]: next } as Parameters<typeof set>[0]);
    return <Control key={name} control={control} value={value} choose={choose} />;
  };
  return (
    <search className="mb-4 flex flex-wrap items-center gap-2">
      {shown.map(controlOf)}
      {isFolded && (
        <>
          <Button
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setIsOpen(!isOpen)}
            className="w-full sm:hidden"
          >
            {inUse > 0 ? `Filters (${inUse})` : "Filters"}
            <Glyph of="chevron" className={`size-4 text-muted ${isOpen ? "rotate-180" : ""}`} />
          </Button>
          <div id={id} className={isOpen ? "contents" : "contents max-sm:hidden"}>
            {rest.map(controlOf)}
          </div>
        </>
      )}
      {clears && isSet && <ClearFilters onClear={clear} />}
    </search>
  );
}

/** The way back to everything; beside other things it says less where there is little room. */
export function ClearFilters({ onClear, beside = false }: { onClear: () => void; beside?: boolean }) {
  return (
    <Button variant="ghost" size={beside ? "sm" : "md"} onClick={onClear}>
      <X aria-hidden className="size-4" />
      <span>
        Clear<span className={beside ? "max-sm:sr-only" : ""}> filters</span>
      </span>
    </Button>
  );
}

function Control({
  control,
  value,
  choose,
}: {
  control: FilterControl<string>;
  value: string | undefined;
  choose: (value: string) => void;
}) {
  if (control.as === "own") return control.control(value, choose);
  if (control.as === "search") {
    const { label, placeholder, secrets } = control;
    const shared = { label, placeholder, secrets };
    return <SearchBox {...shared} value={value ?? ""} onValueChange={choose} />;
  }
  const { label, options, fallback = "" } = control;
  const shared = {
    value: value ?? fallback,
    options,
    onValueChange: (next: string) => choose(next === fallback ? "" : next),
  };
  if (control.as === "select") {
    return <Select {...shared} aria-label={label} className="min-w-36 flex-1 sm:w-44 sm:flex-none" />;
  }
  return (
    <div className="w-full sm:w-auto [&>[role=radiogroup]]:w-full">
      <Segmented {...shared} label={label} />
    </div>
  );
}
