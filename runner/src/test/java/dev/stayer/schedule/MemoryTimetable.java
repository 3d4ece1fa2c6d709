package dev.stayer.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A timetable without a database, whose runs take as long as a test says. Thread-safe. */
final class MemoryTimetable implements Timetable {
    private record Start(String id, Instant due, Instant at) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Duration> length = new HashMap<>();
    private final Map<String, Instant> busyUntil = new HashMap<>();
    private final List<Start> starts = new ArrayList<>();
    final Set<String> failing = new HashSet<>();
    final List<Instant> failures = new ArrayList<>();
    volatile Instant now = Instant.EPOCH;
    int overlaps;

    synchronized void add(Schedule schedule, Instant madeAt) {
        entries.put(schedule.id(), new Entry(schedule, madeAt));
    }

    void takes(String target, Duration time) {
        length.put(target, time);
    }

    synchronized List<Instant> fired(String id) {
        return starts.stream()
                .filter(start -> start.id().equals(id))
                .map(Start::due)
                .toList();
    }

    synchronized List<Instant> startedAt(String id) {
        return starts.stream()
                .filter(start -> start.id().equals(id))
                .map(Start::at)
                .toList();
    }

    @Override
    public synchronized List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    @Override
    public synchronized boolean busy(String target) {
        return now.isBefore(busyUntil.getOrDefault(target, Instant.MIN));
    }

    @Override
    public synchronized void fire(Schedule schedule, Instant due) {
        if (failing.contains(schedule.id())) {
            throw new IllegalStateException("cannot start");
        }
        if (busy(schedule.target())) {
            overlaps++;
        }
        starts.add(new Start(schedule.id(), due, now));
        Duration takes = length.getOrDefault(schedule.target(), Duration.ZERO);
        if (!takes.isZero()) {
            busyUntil.put(schedule.target(), now.plus(takes));
        }
        entries.put(schedule.id(), new Entry(schedule, due));
    }

    @Override
    public synchronized void drop(Schedule schedule, Instant upTo) {
        entries.put(schedule.id(), new Entry(schedule, upTo));
    }

    @Override
    public synchronized void failed(Schedule schedule, RuntimeException cause, Instant again) {
        failures.add(again);
    }
}
