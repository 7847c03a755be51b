"""A joint plan drawn: firms where they are, each joined by a line to its group's host; no map beneath."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_WIDTH, _MARGIN, _HEAD, _FOOT = 1000, 50, 84, 66
_METRES_PER_DEGREE = 111_195.0
_COLOURS = ("#b3261e", "#1f5fa8", "#2e7d32", "#8e5b00", "#6a3fa0", "#00707a", "#a8326e", "#4e5d1f")
_SCALES_KM = (0.5, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Spot:
    """A firm on the picture; `group` None: left over. `host`: the firm that hosts the group."""

    key: str
    name: str
    longitude: float | None
    latitude: float | None
    group: int | None
    host: str | None
    is_existing: bool


def plan_svg(area_name: str, firms: Sequence[Mapping[str, Any]]) -> str:
    """The picture of a plan's firms (`app.queries.building.joint_plans.PICTURE`) as SVG text.

    Firms without a place are counted beneath it and not drawn.
    """
    title = f"{area_name}律师事务所联合组建党组织方案"
    spots = [
        Spot(
            key=firm["firm_id"],
            name=firm["name"],
            longitude=firm["longitude"],
            latitude=firm["latitude"],
            group=firm["group_number"],
            host=firm["host_firm_id"],
            is_existing=firm["is_existing"],
        )
        for firm in firms
    ]
    drawn = [spot for spot in spots if spot.longitude is not None and spot.latitude is not None]
    north = max((spot.latitude or 0 for spot in drawn), default=0.0)
    west = min((spot.longitude or 0 for spot in drawn), default=0.0)
    shrink = math.cos(math.radians(north))
    wide = max(((spot.longitude or 0) - west for spot in drawn), default=0) * shrink
    high = max((north - (spot.latitude or 0) for spot in drawn), default=0)
    inner = _WIDTH - 2 * _MARGIN
    scale = inner / max(wide, high, 1e-3)
    height = round(max(high * scale, 200) + _HEAD + _FOOT + _MARGIN)

    def place(spot: Spot) -> tuple[float, float]:
        east = ((spot.longitude or 0) - west) * shrink * scale
        return round(_MARGIN + east, 1), round(_HEAD + (north - (spot.latitude or 0)) * scale, 1)

    at = {spot.key: place(spot) for spot in drawn}
    lines, marks = [], []
    for spot in sorted(drawn, key=lambda spot: (spot.group or 0, spot.key)):
        (x, y), colour = at[spot.key], _COLOURS[(spot.group or 0) % len(_COLOURS)]
        label = f"<title>{escape(spot.name)}{f'（第{spot.group}组）' if spot.group else '（未编组）'}</title>"
        if spot.group is None:
            marks.append(f'<circle cx="{x}" cy="{y}" r="5" fill="#fff" stroke="#666" stroke-width="2">{label}</circle>')
            continue
        if spot.host and spot.host != spot.key and spot.host in at:
            to_x, to_y = at[spot.host]
            lines.append(f'<line x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y}" stroke="{colour}" stroke-width="1.6"/>')
        if spot.is_existing:
            marks.append(f'<rect x="{x - 5}" y="{y - 5}" width="10" height="10" fill="{colour}">{label}</rect>')
        else:
            radius = 7 if spot.host == spot.key else 4.5
            marks.append(f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}">{label}</circle>')
        if spot.host == spot.key:
            marks.append(f'<text x="{x + 9}" y="{y + 4}" font-size="12" fill="{colour}">{spot.group}</text>')
    groups = {spot.group for spot in spots} - {None}
    alone, unknown = sum(spot.group is None for spot in spots), len(spots) - len(drawn)
    told = f"{len(spots)}个所编为{len(groups)}组，{alone}个未编组" + (
        f"；{unknown}个未登记办公地点，未画出" if unknown else ""
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="serif">',
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            f'<text x="{_MARGIN}" y="36" font-size="22">{escape(title)}</text>',
            f'<text x="{_MARGIN}" y="60" font-size="14" fill="#444">{told}</text>',
            *lines,
            *marks,
            *_legend(height, scale),
            "</svg>\n",
        ]
    )


def _legend(height: int, scale: float) -> list[str]:
    """What the marks mean, and how long a kilometre is."""
    y = height - 24
    width_of = {km: km * 1000 / _METRES_PER_DEGREE * scale for km in _SCALES_KM}
    km = next((km for km, width in width_of.items() if width >= 60), _SCALES_KM[-1])
    right = _WIDTH - _MARGIN
    left = round(right - width_of[km], 1)
    colour = _COLOURS[1]
    return [
        f'<circle cx="{_MARGIN + 7}" cy="{y - 4}" r="7" fill="{colour}"/>',
        f'<text x="{_MARGIN + 20}" y="{y}" font-size="13">活动地点（数字为组号）</text>',
        f'<circle cx="{_MARGIN + 200}" cy="{y - 4}" r="4.5" fill="{colour}"/>',
        f'<text x="{_MARGIN + 211}" y="{y}" font-size="13">同组律师事务所</text>',
        f'<rect x="{_MARGIN + 330}" y="{y - 9}" width="10" height="10" fill="{colour}"/>',
        f'<text x="{_MARGIN + 346}" y="{y}" font-size="13">已在现有联合党支部</text>',
        f'<circle cx="{_MARGIN + 502}" cy="{y - 4}" r="5" fill="#fff" stroke="#666" stroke-width="2"/>',
        f'<text x="{_MARGIN + 514}" y="{y}" font-size="13">未编组</text>',
        f'<line x1="{left}" y1="{y - 4}" x2="{right}" y2="{y - 4}" stroke="#000" stroke-width="2"/>',
        f'<text x="{right}" y="{y - 12}" font-size="13" text-anchor="end">{km:g} 公里</text>',
    ]
