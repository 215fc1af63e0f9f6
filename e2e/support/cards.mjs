// Test cards of the sandbox that the specs use, by what they do. The sandbox's own table decides.

export const CARDS = {
  challenge: '4900 0000 0000 0003',
  frictionless: '4900-0000-0001-0002',
  refused: '4900000020030006',
  jcb: '3528 0000 0000 0007',
  setAside: '5200 0000 0000 0007',
  expired: '4900 0000 1502 0004',
};
