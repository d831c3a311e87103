/**
 * What a service cannot do, so that a fault in it stays in it. `systemd-analyze security` gives each unit an exposure
 * below 1.5 with it. Node compiles JavaScript at run time, so its services cannot have MemoryDenyWriteExecute.
 */
export const hardening = `NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RemoveIPC=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources`;

/** It is tried again for ever: an operator who has repaired something need not start what gave up. */
export const restart = `Restart=always
RestartSec=5`;
