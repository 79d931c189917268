/** What a route of Piston's says to our own document: it is described elsewhere. */
export const pistonRoute = { about: { summary: 'Piston', tag: 'Service', isHidden: true } } as const;
