/** The data point `NodeInfo` with every key that a collector requires, for a program that has no more to say. */
export function plainNodeInfo(name: string) {
  const startTime = new Date(Date.now() - process.uptime() * 1000).toISOString();
  return {
    niName: name,
    niProtocol: '',
    niVersion: '',
    niCommit: '',
    niStartTime: startTime,
    niSystemStartTime: startTime,
  };
}
