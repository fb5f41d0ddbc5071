// What the page shows of a picture: each entry makes an image and says what was found.

const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

export const OPERATIONS = {
  gray: { title: 'Gray', run: (sx, { page }) => ({ image: sx.gray(page) }) },
  otsu: {
    title: 'Otsu',
    run: (sx, { gray }) => {
      const threshold = sx.otsu(gray);
      return { image: sx.binarize(gray, { method: 'fixed', threshold }), detail: `threshold ${threshold}` };
    },
  },
  sauvola: {
    title: 'Sauvola',
    run: (sx, { gray, window, k }) => ({
      image: sx.binarize(gray, { method: 'sauvola', window, k }),
      detail: `window ${window}, k ${k.toFixed(2)}`,
    }),
  },
  level: {
    title: 'Level',
    run: (sx, { gray }) => {
      const { image, degrees, confidence } = sx.deskew(gray, { expand: true });
      const turned = confidence < 0.5 ? 'no lines seen' : `turned by ${degrees.toFixed(2)}°`;
      return { image, detail: turned };
    },
  },
  clean: {
    title: 'Clean',
    run: (sx, { page }) => {
      const { image, report } = sx.cleanPage(page);
      const done = [];
      if (report.inverted) done.push('inverted');
      if (report.turned) done.push(`turned by ${report.turned}°`);
      if (report.levelled) done.push(`level by ${report.levelled.toFixed(2)}°`);
      if (report.backgroundNormalized) done.push('light made even');
      if (report.lines) done.push(count(report.lines, 'line'));
      if (report.specks) done.push(count(report.specks, 'speck'));
      return { image, detail: done.join(', ') || 'nothing to do' };
    },
  },
};
