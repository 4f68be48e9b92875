"""The curves of docs/validation.md as SVG, the same bytes on every machine: no date, no random ids, text as text."""

import pathlib

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams.update({
    "svg.hashsalt": "headroom", "svg.fonttype": "none", "font.size": 10, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.color": "#dddddd", "axes.axisbelow": True,
    "figure.figsize": (7.0, 3.8), "legend.frameon": False,
})
import matplotlib.pyplot as plt  # noqa: E402

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7")  # as in the report: Okabe and Ito
PUBLISHED = "#222222"


def save(figure, folder: pathlib.Path, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    figure.tight_layout()
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def errors(ours: list) -> list[float]:
    return [one.half_width if one.count > 1 else 0.0 for one in ours]


def environments_law(drawn: list, folder: pathlib.Path, name: str) -> None:
    shown = [(figure.law, published, ours) for _, figure, published, ours in drawn if figure.law is not None]
    figure, axes = plt.subplots()
    at = [law for law, _, _ in shown]
    axes.bar([x - 0.2 for x in at], [published for _, published, _ in shown], 0.4, color=PUBLISHED,
             label="SimFaaS, one run")
    ours = [one for _, _, one in shown]
    axes.bar([x + 0.2 for x in at], [one.mean for one in ours], 0.4, yerr=errors(ours), color=COLOURS[0], capsize=2,
             label="Headroom, 95 % interval")
    axes.set_xlabel("environments")
    axes.set_ylabel("share of time")
    axes.legend()
    save(figure, folder, name)


def aws_lambda_2020(drawn: list, folder: pathlib.Path, name: str) -> None:
    figure, panels = plt.subplots(1, 2, figsize=(9.0, 3.8))
    titles = {"cold_start_fraction": "cold start fraction", "replicas_mean": "environments"}
    for axes, (metric, title) in zip(panels, titles.items()):
        rows = [(float(row.label.removesuffix("/s")), one, published, ours) for row, one, published, ours in drawn
                if one.metric == metric]
        rates = [rate for rate, *_ in rows]
        ours = [mine for *_, mine in rows]
        axes.plot(rates, [mine.mean for mine in ours], color=COLOURS[0], marker=".", label="Headroom")
        axes.errorbar(rates, [published for _, _, published, _ in rows], color=PUBLISHED, fmt="o", markersize=4,
                      yerr=[1.96 * (one.standard_error or 0.0) for _, one, _, _ in rows], label="AWS, 2020")
        axes.set_xscale("log")
        axes.set_xlabel("requests/s")
        axes.set_title(title)
        if metric == "cold_start_fraction":
            axes.set_yscale("log")
        axes.legend()
    save(figure, folder, name)


def start_up(curves: dict, folder: pathlib.Path, name: str) -> None:
    figure, axes = plt.subplots()
    for (called, spans), colour in zip(curves.items(), COLOURS):
        share = [(index + 1) / len(spans) for index in range(len(spans))]
        axes.step([0.0, *spans], [0.0, *share], where="post", color=colour, label=called)
    axes.set_xlabel("seconds from being asked for to being in service")
    axes.set_ylabel("share of the new copies")
    axes.legend(loc="lower right")
    save(figure, folder, name)


def cluster_slack(curves: dict, folder: pathlib.Path, name: str) -> None:
    figure, axes = plt.subplots()
    target, ticks = next(iter(curves.items()))
    hours = [time / 3600 for time, _, _ in ticks]
    axes.fill_between(hours, [billed for _, billed, _ in ticks], color=COLOURS[2], linewidth=0,
                      label=f"paid for, and reserved by no task (target capacity {target})")
    axes.fill_between(hours, [reserved for *_, reserved in ticks], color=COLOURS[0], linewidth=0,
                      label="reserved by tasks")
    axes.set_xlabel("hour of the day")
    axes.set_ylabel("vCPUs")
    axes.set_xlim(0, 24)
    axes.legend(loc="upper left")
    save(figure, folder, name)


def fargate_or_cluster(curves: dict, folder: pathlib.Path, name: str) -> None:
    figure, axes = plt.subplots()
    points = curves["points"]
    taken = [x for x, _, _ in points]
    for index, called in ((1, "cluster of VMs"), (2, "Fargate")):
        ours = [point[index] for point in points]
        axes.errorbar(taken, [one.mean for one in ours], yerr=errors(ours), color=COLOURS[index - 1], marker=".",
                      label=called)
    axes.set_xlabel("share of the VMs that tasks reserve, %")
    axes.set_ylabel("USD a month")
    axes.set_ylim(bottom=0)
    axes.legend()
    save(figure, folder, name)


def until_which_load_lambda(curves: dict, folder: pathlib.Path, name: str) -> None:
    figure, axes = plt.subplots()
    for (called, points), colour in zip(curves.items(), COLOURS):
        axes.errorbar([load for load, _ in points], [one.mean for _, one in points],
                      yerr=errors([one for _, one in points]), color=colour, marker=".", label=called)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("requests/s, mean of the day")
    axes.set_ylabel("USD a month")
    axes.legend()
    save(figure, folder, name)


DRAW = {draw.__name__: draw for draw in (environments_law, aws_lambda_2020, start_up, cluster_slack, fargate_or_cluster,
                                         until_which_load_lambda)}
