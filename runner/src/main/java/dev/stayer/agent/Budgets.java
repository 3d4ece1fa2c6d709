package dev.stayer.agent;

import dev.stayer.core.RunId;
import dev.stayer.core.TaskId;
import dev.stayer.journal.Spending;
import dev.stayer.store.Database;
import dev.stayer.workflow.Budget;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps agents within what they may spend: before a question is asked its most likely cost is reserved, afterwards the real
 * one is settled. What children spend counts for everything above them. Thread-safe; one object for all agents of an owner.
 */
public final class Budgets {
    private final Database database;
    private final InstantSource clock;
    private final Budget day;
    private final Map<String, Account> accounts = new HashMap<>();

    /** @param day what all runs together may spend in a day, UTC */
    public Budgets(Database database, InstantSource clock, Budget day) {
        this.database = database;
        this.clock = clock;
        this.day = day;
    }

    /** A reservation; settled or given back exactly once. */
    public final class Reservation {
        private final List<Account> booked;
        private final long tokens;
        private final double usd;
        private boolean open = true;

        private Reservation(List<Account> booked, long tokens, double usd) {
            this.booked = booked;
            this.tokens = tokens;
            this.usd = usd;
        }

        /** Replaces the reservation by what it really was. */
        public void settle(long realTokens, double realUsd) {
            close(1, realTokens, realUsd);
        }

        /** Nothing was spent. */
        public void giveBack() {
            close(0, 0, 0);
        }

        private void close(int calls, long realTokens, double realUsd) {
            synchronized (Budgets.this) {
                if (open) {
                    booked.forEach(account -> account.book(calls - 1, realTokens - tokens, realUsd - usd));
                    open = false;
                }
            }
        }
    }

    private static final class Account {
        private long calls;
        private long tokens;
        private double usd;

        Account(Spending.Sum sum) {
            this.calls = sum.calls();
            this.tokens = sum.tokens();
            this.usd = sum.usd() == null ? 0 : sum.usd();
        }

        void book(long moreCalls, long moreTokens, double moreUsd) {
            calls += moreCalls;
            tokens += moreTokens;
            usd += moreUsd;
        }
    }

    /** What came of asking for a reservation: exactly one of the two is there. */
    public record Answer(
            @Nullable Reservation reservation, @Nullable String refusal) {}

    /** Reserves for one question, or says in a sentence which limit is in the way. */
    public synchronized Answer reserve(Assignment task, long tokens, double usd) {
        List<Account> booked = new java.util.ArrayList<>();
        for (Assignment.Limit limit : task.limits()) {
            Account account = account(task.run(), limit.task());
            Optional<String> over = over(account, limit.budget(), tokens, usd);
            if (over.isPresent()) {
                return new Answer(
                        null,
                        limit.task() == null
                                ? "the run has spent " + over.get() + "; allow more with stayer resume " + task.run()
                                        + " --budget " + raise(limit.budget())
                                : limit.task() + " has spent " + over.get()
                                        + "; allow more in the workflow file, then stayer update " + task.run());
            }
            booked.add(account);
        }
        Account today = accounts.computeIfAbsent(
                "day " + today(), key -> new Account(database.read(tx -> Spending.since(tx, today()))));
        Optional<String> over = over(today, day, tokens, usd);
        if (over.isPresent()) {
            return new Answer(
                    null,
                    "all runs of today have spent " + over.get()
                            + "; allow more under budget in stayer.yaml, or go on tomorrow with stayer resume "
                            + task.run());
        }
        booked.add(today);
        booked.forEach(account -> account.book(1, tokens, usd));
        return new Answer(new Reservation(List.copyOf(booked), tokens, usd), null);
    }

    private Instant today() {
        return clock.instant()
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    /** What a person may type. */
    private static String raise(Budget limit) {
        return limit.usd() != null ? "usd=N" : limit.tokens() != null ? "tokens=N" : "calls=N";
    }

    private Account account(RunId run, @Nullable TaskId task) {
        return accounts.computeIfAbsent(
                run + "/" + task,
                key -> new Account(
                        database.read(tx -> task == null ? Spending.ofRun(tx, run) : Spending.ofTask(tx, run, task))));
    }

    private static Optional<String> over(Account account, Budget limit, long tokens, double usd) {
        if (limit.usd() != null && account.usd + usd > limit.usd().doubleValue()) {
            return Optional.of(String.format(
                    Locale.ROOT, "%.2f of %s USD, and the next question may cost %.2f", account.usd, limit.usd(), usd));
        }
        if (limit.tokens() != null && account.tokens + tokens > limit.tokens()) {
            return Optional.of(
                    "%d of %d tokens, and the next question has %d".formatted(account.tokens, limit.tokens(), tokens));
        }
        if (limit.calls() != null && account.calls + 1 > limit.calls()) {
            return Optional.of("all of its " + limit.calls() + " calls");
        }
        return Optional.empty();
    }
}
