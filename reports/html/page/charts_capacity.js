// What is there: replicas and machines against traffic, vCPUs paid for and used, hosts of the provider.

function replicaFigures() {
  const trafficTop = niceTop(Math.max(0, ...data.traffic.filter((v) => v !== null)), 4);
  data.architectures.forEach((a, i) => {
    // One copy per VM: the curves differ by seconds only, and the second would hide the first.
    const vms = total("vms_ready", i);
    const apart = data.vms_ready[i].reduce((sum, v, k) => sum + Math.abs(v - data.replicas_ready[i][k]), 0);
    const sameVms = vms > 0 && apart < 0.01 * vms;
    figure("replicas", {
      title: a.name,
      unit: `replicas${sameVms ? " = VMs" : ""} · requests/s`,
      height: 210,
      color: a.color,
      owner: i,
      build(t, width) {
        const top = niceTop(
          Math.max(
            1,
            ...["replicas_ready", "replicas_desired", "vms_ready"].flatMap((c) =>
              data[c][i].filter((v) => v !== null),
            ),
          ),
          4,
        );
        const series = [
          line("traffic", data.traffic, t.traffic, {
            yAxisIndex: 1,
            lineStyle: { width: 0 },
            areaStyle: { color: t.traffic, opacity: 0.55 },
            z: 1,
          }),
          line("starting", data.replicas_starting[i], a.color, {
            step: "end",
            lineStyle: { width: 0 },
            areaStyle: { color: a.color, opacity: 0.5 },
          }),
          line("ready", data.replicas_ready[i], a.color, { step: "end", lineStyle: { width: 2, color: a.color } }),
        ];
        if (total("replicas_desired", i) > 0) {
          series.splice(
            2,
            0,
            line("wanted", data.replicas_desired[i], t.soft, {
              step: "end",
              lineStyle: { width: 1.4, type: [4, 3], color: t.soft },
            }),
          );
        }
        if (vms > 0 && !sameVms) {
          series.push(
            line("VMs", data.vms_ready[i], t.ink, {
              step: "end",
              lineStyle: { width: 1.6, type: [1.5, 2.5], color: t.ink },
            }),
          );
        }
        const right = valueAxis(t, plain, {
          splitLine: { show: false },
          max: trafficTop,
          interval: trafficTop / 4,
        });
        const formats = { all: plain, traffic: (v) => `${plain(v)}/s` };
        return timeOption(t, width, formats, [valueAxis(t, plain, { max: top, interval: top / 4 }), right], series);
      },
    });
  });
}

function vcpuFigures() {
  const top = niceTop(most(["vcpu_billed", "vcpu_reserved"]), 4);
  data.architectures.forEach((a, i) => {
    const note =
      a.cpu_utilisation === null ? "nothing is billed" : `${share(a.cpu_utilisation)} of what is billed is used`;
    figure("vcpu", {
      title: a.name,
      unit: `vCPU · ${note}`,
      height: 190,
      color: a.color,
      owner: i,
      build: (t, width) =>
        timeOption(t, width, { all: plain }, valueAxis(t, plain, { max: top, interval: top / 4 }), [
          line("billed", data.vcpu_billed[i], a.color, {
            step: "end",
            lineStyle: { width: 0 },
            areaStyle: { color: a.color, opacity: 0.22 },
          }),
          line("used", data.vcpu_used[i], a.color, {
            lineStyle: { width: 0 },
            areaStyle: { color: a.color, opacity: 0.8 },
          }),
          line("reserved", data.vcpu_reserved[i], a.color, {
            step: "end",
            lineStyle: { width: 1.5, color: a.color },
          }),
        ]),
    });
  });
}

function fleetFigures() {
  if (!anyAbove("fleet_hosts")) {
    dropSection("fleet");
    return;
  }
  data.fleet_share = data.fleet_vcpu.map((values, i) =>
    values.map((v, k) => (v > 0 ? data.fleet_allocated[i][k] / v : null)),
  );
  figure("fleet", {
    title: "Hosts in use",
    unit: "physical machines",
    height: 200,
    build: (t, width) =>
      timeOption(
        t,
        width,
        { all: plain },
        valueAxis(t, plain, { minInterval: 1 }),
        perArchitecture("fleet_hosts", { step: "end" }),
      ),
  });
  figure("fleet", {
    title: "Allocated share of their vCPUs",
    unit: "",
    height: 200,
    build: (t, width) => timeOption(t, width, { all: share }, valueAxis(t, share), perArchitecture("fleet_share")),
  });
}
