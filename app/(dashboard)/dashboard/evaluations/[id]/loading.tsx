import { DetailLoading } from "@/components/layout/detail-loading";

export default function Loading() {
  return <DetailLoading title="Evaluation" />;
}
