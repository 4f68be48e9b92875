"""ECS places containers, but the VM cluster stays with its owner: what does the slack cost?"""

import math

import measure
import program
from claim import LIBRARY, Claim, Statement, stated

SCENARIO = LIBRARY / "cluster_slack.yaml"
SEEDS = 10
OF_AN_INSTANCE = ("ec2_instance", "ebs_gp3", "cloudwatch_metric")  # what is paid for each VM, full or empty
TARGETS = ("100%", "90%", "80%")


def run(oracle: program.Oracle) -> Claim:
    statements: list[Statement] = []
    curves = {}
    for target in TARGETS:
        sets = {"architectures.cluster.capacity_provider.target_capacity": target}
        outs = program.run_seeds(SCENARIO, sets, SEEDS, ticks=True)
        taken = [measure.reserved_share(out, "cluster") for out in outs]
        paid = [math.fsum(out.charge_per_month("cluster", sku)[0] for sku in OF_AN_INSTANCE) for out in outs]
        slack = [part_paid * (1 - part) for part, part_paid in zip(taken, paid)]
        called = f"target capacity {target}"
        statements += [
            stated(f"{called}: share of the VMs that tasks reserve",
                   measure.of_values([100 * part for part in taken], oracle), "%"),
            stated(f"{called}: the VMs", measure.of_values(paid, oracle), "USD a month"),
            stated(f"{called}: the part of them that nobody reserved", measure.of_values(slack, oracle), "USD a month"),
        ]
        curves[target] = [(float(tick["time_s"]), float(tick["vcpu_billed"]), float(tick["vcpu_reserved"]))
                          for tick in outs[0].ticks]
    return Claim(
        "ECS leaves the cluster to you: what the slack costs", SCENARIO,
        "A day with a peak of twice the mean on VMs that a capacity provider scales: ten runs at each target. Slack is "
        "what is paid for the VMs (instances, volumes, monitoring) times the share of their vCPUs that no task has "
        "reserved. Below 100 % the spare is wanted; that there is more than that is because tasks are spread over "
        "zones and over the instances there, and stopped where most are, while only empty instances leave: "
        "binpack_or_spread.yaml has the remedy.",
        statements, "cluster_slack", curves)
