// Puts the page together. It is complete without all this: the tables and a bar per architecture are in the HTML.

document.documentElement.classList.add("js");
legends();
costFigures();
replicaFigures();
launchFigures();
vcpuFigures();
latencyFigure();
troubleFigures();
chargeFigure();
fleetFigures();
drawAll();
echarts.connect("time");
filterAssumptions();
redrawWhenNeeded();
