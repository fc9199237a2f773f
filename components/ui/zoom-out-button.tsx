import { ZoomOut } from "lucide-react";
import { Button } from "./button";

/** Goes one step back, to a longer span. */
export function ZoomOutButton({ onClick }: { onClick: () => void }) {
  return (
    <Button size="sm" onClick={onClick}>
      <ZoomOut aria-hidden className="size-4" />
      Zoom out
    </Button>
  );
}
