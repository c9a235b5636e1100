"""The bargaining model: hand-worked cases, and what must hold for any values."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from durand.measures import bargaining as model

chance = st.floats(0, 1)
cost = st.floats(0, 0.6)
positive = st.floats(0.01, 0.6)
weight = st.floats(0.05, 1)
NEAR = 1e-9


def test_hand_worked_range():
    assert model.bargaining_range(0.6, 0.1, 0.15) == pytest.approx((0.5, 0.75))
    assert model.bargaining_range(0.6, 0.1, 0.15).width == pytest.approx(0.25)
    assert model.bargaining_range(0.1, 0.3, 0.2) == pytest.approx((0, 0.3))
    assert model.bargaining_range(0.9, 0.1, 0.4) == pytest.approx((0.8, 1))


def test_hand_worked_shift():
    # later A can have 0.6 - 0.2 + 0.15 = 0.55: 0.1 today and 0.9 × 0.55 later make 0.595
    assert model.holding_range(0.6, 0.1, 0.15, 0.2, 0.9) == pytest.approx((0.5, 0.595))
    # 0.1 + 0.9 × 0.35 = 0.415 is less than the 0.5 that a fight brings
    held = model.holding_range(0.6, 0.1, 0.15, 0.4, 0.9)
    assert held == pytest.approx((0.5, 0.415))
    assert held.width == 0


def test_powell_when_only_later_counts():
    """With all weight on later, a deal holds up to a shift of the joint cost of fighting."""
    for shift, holds in ((0.24, True), (0.26, False)):
        held = model.holding_range(0.6, 0.1, 0.15, shift, 1)
        assert (held.high >= held.low) == holds


def test_hand_worked_demand():
    # doubt of 0.15: 0.6 + (0.15 + 0.15 - 0.1) / 2 = 0.7, refused with (0.45 - 0.25) / 0.6
    assert model.best_demand(0.6, 0.1, 0.15, 0.15) == pytest.approx((0.7, 1 / 3))
    # below a doubt of (0.1 + 0.15) / 3 it asks what is safe
    assert model.best_demand(0.6, 0.1, 0.15, 0.08) == pytest.approx((0.67, 0))
    assert model.best_demand(0.6, 0.1, 0.15, 0) == pytest.approx((0.75, 0))
    assert model.best_demand(0.95, 0.1, 0.2, 0.2) == pytest.approx((1, 0.125))


def test_hand_worked_signal():
    assert model.telling_risks(0.1, 0.2, 0.15) == pytest.approx((0.25, 0.5))
    # the resolved would rather fight than take what the unresolved gets: (0.1 + 0) / 2 / 0.1
    assert model.telling_risks(0.1, 0.5, 0) == pytest.approx((0.4, 0.5))


BASE = {
    "pressure": 0.3, "reward": 0.1, "risk": 0.35, "capacity": 0.4, "bond": 0.3, "doubt": 0.5,
    "shift": 0.2,
}  # fmt: skip


def test_hand_worked_concession():
    # 0.4 × (0.3 + 0.1) / (0.3 + 0.6 × 0.5) = 0.16 / 0.6
    assert model.concession(0.3, 0.1, 0.4, 0.3, 0.5) == pytest.approx(0.8 / 3)
    assert model.concession(0.9, 0.5, 0, 0.3, 0.5) == 0  # who cannot act gives nothing
    assert model.concession(0.3, 0.1, 1, 0.2, 0.5) == pytest.approx(2)


def test_hand_worked_triad():
    found = model.triad(**BASE)
    assert found.telling == pytest.approx((0.25, 0.5))
    assert found.believed == 0.3
    assert found.most == pytest.approx(0.8 / 3)
    # doubt of half: 0.1333 is safe; (0.4 - 0.1) / 2 = 0.15 is better, refused 1 in 16
    assert found.ask == pytest.approx(0.15)
    assert found.refused == pytest.approx(1 / 16)
    # 0.5 - 0.2 × 0.15 = 0.47: from 0.37 to 0.1 + 0.9 × (0.27 + 0.15) = 0.478
    assert found.deal == pytest.approx((0.37, 0.478))


def test_a_curve_is_in_per_cent():
    rows = model.curve(**BASE).set_index("capacity")
    assert rows.loc[40].tolist() == [26.7, 46.7]
    assert rows.loc[0].tolist() == [0, 0]
    assert rows.loc[80, "most"] == 80


def test_hand_worked_settings():
    def most(**change):
        return model.triad(**{**BASE, **change}).most

    assert most(risk=0.1) == pytest.approx(0.4 * 0.25 / 0.6)  # half the pressure is believed
    assert most(risk=0.6) == most(risk=0.1)
    assert most(pressure=0.6) == pytest.approx(0.28 / 0.6)
    assert most(reward=0.4) == pytest.approx(most(pressure=0.6))  # one is worth the other
    assert most(capacity=0.8) == pytest.approx(0.8)
    # 0.1 + 0.9 × (0.47 - 0.4 + 0.15) = 0.298 is less than the group's 0.37
    deal = model.triad(**{**BASE, "shift": 0.4}).deal
    assert deal == pytest.approx((0.37, 0.298))
    assert deal.width == 0


def test_by_equal_steps_pressure_can_move_a_host_further():
    def gain(pressure, capacity):  # an able host with strong ties and little to fear
        here = model.concession(0.05 + pressure, 0, 0.9 + capacity, 0.9, 0.5)
        return here - model.concession(0.05, 0, 0.9, 0.9, 0.5)

    # 0.9 / 0.95 for pressure; 0.05 × 1.4 / 0.95² for capacity
    assert gain(1e-6, 0) / gain(0, 1e-6) == pytest.approx(12.2, abs=0.05)


@pytest.mark.parametrize(
    ("shift", "least"),  # p <= 3.35 - 9 s away from the cuts, and p <= 0.335 where p is below s
    [(0, 0), (0.2, 0), (0.31, 0), (0.32, 0.15), (0.34, 0.825), (0.5, 0.825), (1, 0.825)],
)
def test_how_far_a_host_must_go_before_a_deal_holds(shift, least):
    def holds(done):
        left = model.PARTS["balance"] - model.PARTS["haven"] * done
        deal = model.holding_range(
            left, model.PARTS["cost_group"], model.PARTS["cost_state"], shift, model.PARTS["later"]
        )
        return deal.low <= deal.high + NEAR

    assert [holds(n / 1000) for n in range(1001)] == [n / 1000 >= least for n in range(1001)]


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda: model.bargaining_range(1.2, 0, 0), "balance is 1.2 .* from 0 to 1"),
        (lambda: model.bargaining_range(0.5, -1, 0), "cost_a is -1 .* at least 0"),
        (lambda: model.bargaining_range(0.5, 0, float("nan")), "cost_b is nan"),
        (lambda: model.holding_range(0.5, 0, 0, 2, 0.5), "shift is 2"),
        (lambda: model.holding_range(0.5, 0, 0, 0, 1.5), "later is 1.5"),
        (lambda: model.best_demand(0.5, 0.1, 0.1, 0.2), "unsure is 0.2 .* from 0 to 0.1"),
        (lambda: model.telling_risks(0.2, 0.1, 0), "must be above 0 and below"),
        (lambda: model.concession(0.1, 0, 1.5, 0.1, 0), "capacity is 1.5"),
        (lambda: model.concession(0.1, 0, 1, 0, 0), "bond is 0 and must be above 0"),
        (lambda: model.triad(**{**BASE, "pressure": -1}), "pressure is -1 .* at least 0"),
        (lambda: model.triad(**{**BASE, "doubt": 2}), "doubt is 2"),
    ],
)
def test_refused(call, named):
    with pytest.raises(ValueError, match=named):
        call()


@given(chance, cost, cost)
def test_a_range_always_exists(p, a, b):
    found = model.bargaining_range(p, a, b)
    assert 0 <= found.low <= p <= found.high <= 1
    assert found.width <= a + b + NEAR
    if a <= p <= 1 - b:
        assert found.width == pytest.approx(a + b)


@given(chance, chance, cost, cost, cost)
def test_costs_stretch_and_balance_moves(p, q, a, b, more):
    found = model.bargaining_range(p, a, b)
    dearer = model.bargaining_range(p, a + more, b + more)
    assert dearer.low <= found.low
    assert dearer.high >= found.high
    p, q = sorted((p, q))
    less, greater = model.bargaining_range(p, a, b), model.bargaining_range(q, a, b)
    assert less.low <= greater.low
    assert less.high <= greater.high


@given(chance, cost, cost)
def test_sides_are_alike(p, a, b):
    """Seen from B, the range is the rest of the good."""
    ours, theirs = model.bargaining_range(p, a, b), model.bargaining_range(1 - p, b, a)
    assert (1 - theirs.high, 1 - theirs.low) == pytest.approx(ours, abs=1e-12)


@given(chance, cost, cost, chance, chance, weight)
def test_a_greater_shift_never_helps(p, a, b, s, t, w):
    s, t = sorted((s, t))
    whole = model.bargaining_range(p, a, b)
    less, greater = (model.holding_range(p, a, b, one, w) for one in (s, t))
    assert greater.high <= less.high <= whole.high + NEAR
    assert less.low == greater.low == whole.low
    assert model.holding_range(p, a, b, 0, w) == pytest.approx(whole)


@given(chance, cost, cost, chance, chance)
def test_more_weight_on_later_never_helps(p, a, b, s, w):
    assert (
        model.holding_range(p, a, b, s, 1).high
        <= model.holding_range(p, a, b, s, w).high + NEAR
        <= model.holding_range(p, a, b, s, 0).high + 2 * NEAR
    )


@settings(deadline=None)  # a search, slow on a busy machine
@given(chance, cost, positive, chance)
def test_no_demand_serves_better(p, a, b, part):
    """The closed form against a search over demands, by the definition of the game."""
    u = part * b
    demand, risk = model.best_demand(p, a, b, u)
    assert p <= demand <= 1 + NEAR
    assert 0 <= risk <= 1

    def worth(share):
        above = share - p
        refused = float(above > b) if u < 1e-9 else min(1, max(0, (above - b + u) / (2 * u)))
        return share * (1 - refused) + (p - a) * refused, refused

    assume(u == 0 or u > 1e-6)
    best, refused = worth(demand - 1e-12)
    assert refused == pytest.approx(risk, abs=1e-4)
    assert all(worth(p + (1 - p) * n / 200)[0] <= best + 1e-9 for n in range(201))


@given(st.floats(0, 0.4), cost, st.floats(0.01, 0.2), chance)
def test_doubt_is_harmless_while_small(p, a, b, part):
    """Where the share is not cut, the risk is that of the formula in the chapter."""
    u = part * b
    assume(u > 1e-6)
    _, risk = model.best_demand(p, a, b, u)
    assert risk == pytest.approx(max(0, (3 * u - a - b) / (4 * u)), abs=1e-6)


@given(positive, positive, cost)
@example(0.1, 0.5, 0.0)
def test_some_signal_always_tells(one, other, b):
    c, d = sorted((one, other))
    assume(d - c > 1e-6)
    low, high = model.telling_risks(c, d, b)
    assert 0 <= low < 0.5
    assert low <= high <= 1
    resolved, unresolved = model.signal_gains(c, d, b)
    assert resolved <= unresolved  # so that a price alike for both could never tell
    middle = (low + high) / 2
    assert middle * c <= resolved + NEAR
    assert middle * d >= unresolved - NEAR


@given(chance, chance, chance, positive, cost)
def test_a_host_goes_as_far_as_it_loses_nothing(believed, reward, q, bond, split):
    """The closed form against a search over how far to go, by the definition of the choice."""
    most = model.concession(believed, reward, q, bond, split)

    def loss(x):
        works, fails = -reward, x * split + believed
        return x * bond + q * works + (1 - q) * fails

    steps = [3 * n / 600 for n in range(601)]
    willing = [x for x in steps if loss(x) <= believed + NEAR]
    assert max(willing) == pytest.approx(min(most, 3), abs=0.0051)


@given(chance, positive, chance, positive, cost, st.floats(1, 10))
def test_a_factor_on_capacity_moves_a_host_at_least_as_far_as_on_pressure(
    most, pressure, reward, bond, split, factor
):
    q = most / factor  # so that a capacity stays one
    able = model.concession(pressure, reward, most, bond, split)
    pressed = model.concession(factor * pressure, reward, q, bond, split)
    once = model.concession(pressure, reward, q, bond, split)
    assert able >= factor * once - NEAR
    assert pressed <= factor * once + NEAR


@settings(deadline=None)
@given(chance, chance, chance, chance, positive, chance, chance)
def test_the_three_together(pressure, reward, risk, q, bond, doubt, shift):
    given_all = dict(zip(BASE, (pressure, reward, risk, q, bond, doubt, shift), strict=True))
    found = model.triad(**given_all)
    assert found.believed in (pressure, pressure / 2)
    assert 0 <= found.ask <= 1 + NEAR
    assert found.ask <= found.most * (1 + doubt) + NEAR  # nobody asks for what no host would do
    assert 0 <= found.refused <= 1
    if doubt <= 1 / 3:  # a doubt that small never makes a demand risky
        assert found.refused == pytest.approx(0, abs=1e-9)

    def worth(x):
        low, high = found.most * (1 - doubt), found.most * (1 + doubt)
        taken = float(x <= low + 1e-12) if high - low < 1e-6 else (high - x) / (high - low)
        taken = min(1, max(0, taken))
        return x * taken - model.PARTS["refusal"] * (1 - taken)

    best = worth(found.ask - 1e-12)
    assert all(worth(n / 100) <= best + 1e-6 for n in range(101))
    weaker = model.triad(**{**given_all, "pressure": pressure / 2})
    assert weaker.most <= found.most + NEAR
