import { Ban, Ellipsis, RefreshCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";

export type SuccessionAction = "rotate" | "revoke";

type Props = {
  name: string;
  status: string;
  replacedBy: string | null;
  /** What its holders call a rotation, and why another one is barred. */
  words: { rotate: string; rotated: string };
  onAction: (action: SuccessionAction) => void;
};

/** What can be done with a key that is only rotated or revoked; what cannot says why. */
export function SuccessionMenu({ name, status, replacedBy, words, onAction }: Props) {
  const barred = (reason: string | null) => (reason === null ? {} : { disabled: true, reason });
  const whyEnded = status === "revoked" || status === "expired" ? "This key has ended" : null;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Actions for ${name}`} className="px-2">
          <Ellipsis aria-hidden className="size-4" />
        </Button>
      }
      items={[
        {
          label: words.rotate,
          icon: <RefreshCw aria-hidden />,
          onSelect: () => onAction("rotate"),
          ...barred(whyEnded ?? (replacedBy === null ? null : words.rotated)),
        },
        {
          label: "Revoke…",
          icon: <Ban aria-hidden />,
          danger: true,
          onSelect: () => onAction("revoke"),
          ...barred(whyEnded),
        },
      ]}
    />
  );
}
