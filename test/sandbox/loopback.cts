/** Whether the address lies on this machine. */
export function isLoopback(url: string): boolean {
	if (!URL.canParse(url)) return false;
	const { protocol, hostname } = new URL(url);
	const local = hostname === 'localhost' || hostname === '[::1]' || /^127\.[\d.]+$/.test(hostname);
	return local && (protocol === 'http:' || protocol === 'https:');
}
