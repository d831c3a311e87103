module slotbench/real/netem

go 1.24
