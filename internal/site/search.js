// Search in the pages of this version. The index is searchIndex, from search-index.js: sections of pages, with p (the
// address), t (the title of the page), h (the heading) and x (the text). Nothing leaves the browser.
(() => {
  'use strict';
  const form = document.querySelector('.search');
  const input = form.querySelector('input');
  const list = document.getElementById('results');
  const base = document.body.dataset.base;
  const most = 12;
  const lower = searchIndex.map(s => ({ t: s.t.toLowerCase(), h: s.h.toLowerCase(), x: s.x.toLowerCase() }));
  let selected = -1;

  /** How well a section matches a word: in the title before a heading before the text, at the start of a word before
   * its middle. 0 if it does not. */
  function rank(section, word) {
    const at = (text, whole, start, middle) => {
      if (text === word) return whole;
      const i = text.indexOf(word);
      if (i < 0) return 0;
      return i === 0 || /[^a-z0-9]/.test(text[i - 1]) ? start : middle;
    };
    return (
      at(section.t, 100, 40, 20) * (section.h ? 0.5 : 1) + at(section.h, 40, 20, 10) + at(section.x, 4, 4, 1)
    );
  }

  /** The sections that have all words of query, the best first, one of each page. */
  function find(query) {
    const pages = new Set();
    const isFirst = ({ i }) => {
      const page = searchIndex[i].p.split('#')[0];
      return !pages.has(page) && pages.add(page);
    };
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    return lower
      .map((section, i) => {
        const ranks = words.map(word => rank(section, word));
        return { i, rank: ranks.includes(0) ? 0 : ranks.reduce((sum, r) => sum + r, 0) };
      })
      .filter(found => found.rank > 0)
      .sort((a, b) => b.rank - a.rank || a.i - b.i)
      .filter(isFirst)
      .slice(0, most)
      .map(found => searchIndex[found.i]);
  }

  function excerpt(text, query) {
    const word = query.toLowerCase().split(/\s+/).find(w => w && text.toLowerCase().includes(w));
    const start = word ? Math.max(0, text.toLowerCase().indexOf(word) - 40) : 0;
    return (start > 0 ? '…' : '') + text.slice(start, start + 160);
  }

  function show() {
    const query = input.value.trim();
    list.replaceChildren();
    select(-1);
    const found = find(query);
    for (const [i, section] of found.entries()) {
      const item = document.createElement('li');
      item.id = `result-${i}`;
      item.role = 'option';
      const link = document.createElement('a');
      link.href = base + section.p;
      link.tabIndex = -1;
      link.textContent = section.h ? `${section.t} › ${section.h}` : section.t;
      const small = document.createElement('small');
      small.textContent = excerpt(section.x, query);
      link.append(small);
      item.append(link);
      list.append(item);
    }
    if (query && found.length === 0) {
      const none = document.createElement('li');
      none.className = 'none';
      none.textContent = `Nothing is found for “${query}”.`;
      list.append(none);
    }
    list.hidden = !query;
    input.setAttribute('aria-expanded', String(!list.hidden));
  }

  function hide() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
  }

  /** Selects the result i, from 0; none if it is -1. */
  function select(i) {
    const items = list.querySelectorAll('[role=option]');
    selected = i;
    items.forEach((item, k) => item.setAttribute('aria-selected', String(k === selected)));
    const item = items[selected];
    item ? input.setAttribute('aria-activedescendant', item.id) : input.removeAttribute('aria-activedescendant');
    item?.scrollIntoView({ block: 'nearest' });
  }

  input.addEventListener('input', show);
  input.addEventListener('focus', show);
  input.addEventListener('keydown', event => {
    const count = list.querySelectorAll('[role=option]').length;
    if (event.key === 'ArrowDown' && count > 0) {
      select((selected + 1) % count);
    } else if (event.key === 'ArrowUp' && count > 0) {
      select(selected > 0 ? selected - 1 : count - 1);
    } else if (event.key === 'Escape') {
      hide();
      return;
    } else {
      return;
    }
    event.preventDefault();
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    list.querySelectorAll('[role=option] a')[Math.max(selected, 0)]?.click();
  });
  document.addEventListener('click', event => {
    if (!form.contains(event.target)) hide();
  });
  document.addEventListener('keydown', event => {
    if (event.key === '/' && !/^(input|textarea|select)$/i.test(event.target.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });

  // On a narrow screen the menu begins closed.
  if (matchMedia('(max-width: 50rem)').matches) document.querySelector('.menu details').open = false;
  // A search can be linked to: ?q=words.
  const asked = new URLSearchParams(location.search).get('q');
  if (asked) {
    input.value = asked;
    show();
  }
})();
