"""What can be measured of a page as it is seen, in a browser: sizes and contrast of its words, controls, heights.

Shadow roots are looked into: the parts live there.  Words of formulas (KaTeX) and icons are no words.
"""

from __future__ import annotations

EVERYTHING = """
    const within = root => [...root.querySelectorAll('*')].flatMap(x => [x, ...(x.shadowRoot ? within(x.shadowRoot) : [])]);
    const up = x => x.assignedSlot ?? x.parentElement ?? x.getRootNode().host ?? null;
    const inside = (x, selector) => { for (; x; x = up(x)) if (x.matches?.(selector)) return x; return null; };
    const seen = x => x.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && [...x.getClientRects()].some(r => r.width > 1 && r.height > 1);
    const sidebar = '[data-testid=stSidebar], [data-testid=stHeader]';
    const icons = '[data-testid=stIconMaterial], .katex, [role=img]:not(svg), .sign > [aria-hidden]';
    const own = x => [...x.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join(' ').trim()
        || (x.matches('input:not([type=range])') && x.value) || '';
    const unseen = x => inside(x, '.unseen, [aria-hidden=true].widest, option, script, style, title, desc') !== null;
    const words = () => within(document.body).filter(x => own(x) && !inside(x, icons) && !unseen(x)
        && !inside(x, '[data-testid=stSidebar]') && seen(x));
"""
FONT_SIZES = (
    "() => {"
    + EVERYTHING
    + """
    const sizes = {};
    for (const x of words()) {
        const svg = x.ownerSVGElement;
        const zoom = svg ? svg.getBoundingClientRect().width / (svg.viewBox.baseVal?.width || svg.getBoundingClientRect().width) : 1;
        const size = Math.round(100 * zoom * parseFloat(getComputedStyle(x).fontSize)) / 100;
        (sizes[size] ??= []).push(own(x).slice(0, 40) + ' <' + x.tagName.toLowerCase() + '>');
    }
    return sizes;
}"""
)
CONTRASTS = (
    "() => {"
    + EVERYTHING
    + """
    const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const paint = (...colors) => {
        pen.clearRect(0, 0, 1, 1);
        for (const color of colors) { pen.fillStyle = color; pen.fillRect(0, 0, 1, 1); }
        return pen.getImageData(0, 0, 1, 1).data;
    };
    const linear = u => (u /= 255) <= 0.04045 ? u / 12.92 : ((u + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    const papers = x => x ? [...papers(up(x)), getComputedStyle(x).backgroundColor] : ['white'];
    const opacity = x => x ? opacity(up(x)) * getComputedStyle(x).opacity : 1;
    // words on a map are drawn twice: their halo first, whose stroke is what they are read against
    const place = x => { const box = x.getBoundingClientRect(); return [own(x), Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)].join(); };
    const halos = {};
    for (const x of document.querySelectorAll('svg.marks text')) if (getComputedStyle(x).stroke !== 'none') halos[place(x)] = getComputedStyle(x).stroke;
    const found = [];
    for (const x of words()) {
        const drawn = x.matches('svg.marks text');
        if (inside(x, drawn ? 'defs' : 'svg, :disabled, [aria-disabled=true]')) continue;
        const style = getComputedStyle(x), stack = papers(x);
        if (drawn && style.stroke !== 'none') continue;
        if (drawn && halos[place(x)]) stack.push(halos[place(x)]);
        const paper = paint(...stack);
        const see = opacity(x) * (drawn ? style.fillOpacity : 1);
        const ink = paint(...stack, drawn ? style.fill : style.color).map((c, i) => see * c + (1 - see) * paper[i]);
        const [a, b] = [light(ink), light(paper)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        if (ratio < (large ? 3 : 4.5) - 0.005) found.push([own(x).slice(0, 60), Math.round(100 * ratio) / 100, style.color]);
    }
    return found;
}"""
)
CONTROLS = (
    "() => {"
    + EVERYTHING
    + """
    const ignored = '[data-testid=stMain], [data-testid=stAppScrollToBottomContainer]';
    const kinds = 'button, a[href], input:not(:disabled), select, textarea, [role=slider], [role=radiogroup], [tabindex="0"]';
    const groups = '[data-testid=stButtonGroup], [role=radiogroup]';
    const all = within(document.body).filter(x => x.matches(kinds) && !x.matches('.term') && !x.matches(ignored) && seen(x) && !inside(x, sidebar) && !inside(x, '[class*=st-key-frame-title]'));
    const shown = all.filter(x => { const box = x.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; });
    // a marked term is a word of the text that can be asked what it means, and sets nothing: no control
    // buttons that differ by a number only are a row of choices
    const choice = x => x.matches('button') && /[0-9]/.test(x.innerText) ? x.innerText.replace(/[0-9.,]+/g, '#') : null;
    const ones = new Set(shown.map(x => inside(x, groups) ?? inside(x, '[data-testid=stSelectbox]') ?? inside(x, '[data-testid=stCheckbox]')
        ?? inside(x, '.points, .strip, .dial') ?? choice(x) ?? x).values());
    return [...ones].map(x => typeof x === 'string' ? x : x.getAttribute('aria-label') || x.title || x.innerText?.slice(0, 30) || x.outerHTML.slice(0, 80));
}"""
)
BOXES = """() => Object.fromEntries(['title', 'question', 'stage', 'bar', 'told'].map(name => {
    const x = document.querySelector(`.st-key-frame-${name}`), box = x?.getBoundingClientRect();
    return [name, box && box.height > 0 ? [box.left, box.top, box.right, box.bottom] : null];
}))"""
CUT_WORDS = """slack => [...document.querySelectorAll('svg.marks')].flatMap(svg => {
    const all = svg.getBoundingClientRect(), words = svg.querySelectorAll('.role-axis-title text, .role-axis-label text');
    const seen = x => x.textContent.trim() && x.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const out = box => Math.max(all.left - box.left, box.right - all.right, all.top - box.top, box.bottom - all.bottom);
    return [...words].filter(x => seen(x) && out(x.getBoundingClientRect()) > slack).map(x => x.textContent);
})"""
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push([entry.value, entry.sources.map(s =>
            [s.node?.className ?? s.node?.parentElement?.className ?? s.node?.nodeName ?? '', s.previousRect.y, s.currentRect.y, s.previousRect.height, s.currentRect.height])]);
    }).observe({ type: 'layout-shift', buffered: true });
"""
OVER_ONE_ANOTHER = """() => {
    const floats = '[class*=st-key-regression-part-held], [class*=part-described]'; // lie over a picture, or are only heard
    const stays = '.st-key-frame-bar, .st-key-frame-row, .st-key-frame-sentence'; // in sight, over what is scrolled
    const name = x => x.closest('[class*=st-key-]').className.match(/st-key-\\S+/)[0];
    const seen = [...document.querySelectorAll('[data-testid=stMain] [data-testid=stElementContainer]')]
        .filter(x => x.checkVisibility({ visibilityProperty: true }) && !x.closest(stays) && !x.matches(floats))
        .map(x => [name(x), x.getBoundingClientRect()]).filter(([, box]) => box.width > 1 && box.height > 1);
    const meet = (a, b, start, end) => Math.min(a[end], b[end]) - Math.max(a[start], b[start]) > 4;
    return seen.flatMap(([one, a], i) => seen.slice(i + 1)
        .filter(([, b]) => meet(a, b, 'left', 'right') && meet(a, b, 'top', 'bottom')).map(([other]) => [one, other]));
}"""
LOW_PLOTS = """least => [...document.querySelectorAll('.st-key-frame-stage svg.marks')].flatMap(x => {
    const plots = [...x.querySelectorAll('path.background')].map(plot => plot.getBoundingClientRect().height);
    const low = plots.length && Math.max(...plots) < least && !x.closest('[class*=st-key-rows-]');
    return low ? [[x.closest('[class*=st-key-]').className, Math.max(...plots)]] : [];
})"""
