import { TeamSkeleton } from "@/components/organizations/team-skeleton";

export default function TeamLoading() {
  return <TeamSkeleton />;
}
