// Opens the language that the reader chose last in all groups of tabs. Without this script each group has its own choice.
(() => {
  const inputs = [...document.querySelectorAll('.tabs > input')];
  const choose = language => {
    for (const input of inputs) if (input.dataset.language === language) input.checked = true;
  };
  for (const input of inputs) {
    input.addEventListener('change', () => {
      choose(input.dataset.language);
      try { localStorage.setItem('scipix-language', input.dataset.language); } catch { /* not kept */ }
    });
  }
  try { choose(localStorage.getItem('scipix-language')); } catch { /* nothing was kept */ }
})();
