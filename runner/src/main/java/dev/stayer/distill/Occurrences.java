package dev.stayer.distill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a pattern occurs in the corpus: at most once an episode. */
record Occurrences(int[] steps, List<int[]> places, int[] episodes) {
    /** All of them; {@code least} steps must be there. */
    static Occurrences of(Corpus corpus, int[] steps, int gap, int least) {
        List<int[]> found = new ArrayList<>();
        List<Integer> episodes = new ArrayList<>();
        for (int episode : candidates(corpus, steps, least)) {
            int[] places = own(corpus, episode, steps, gap, least);
            if (places != null) {
                found.add(places);
                episodes.add(episode);
            }
        }
        return new Occurrences(steps, found, episodes.stream().mapToInt(i -> i).toArray());
    }

    /** The first occurrence that the session has ended itself: one that lies within copied work was counted where it was done. */
    private static int @Nullable [] own(Corpus corpus, int episode, int[] steps, int gap, int least) {
        int from = corpus.starts[episode];
        int end = corpus.starts[episode + 1];
        int[] places = Alignment.find(corpus.events, from, end, steps, gap, least);
        while (places != null && corpus.copied.get(last(places))) {
            places = Alignment.find(corpus.events, last(places) + 1, end, steps, gap, least);
        }
        return places;
    }

    /** Episodes that hold at least so many of the steps, rising. */
    static int[] candidates(Corpus corpus, int[] steps, int least) {
        int[] distinct = Arrays.stream(steps).distinct().toArray();
        int needed = Math.max(1, least - (steps.length - distinct.length));
        // With all but (needed - 1) symbols' lists taken, the rarest ones are enough to meet every episode.
        Integer[] order = Arrays.stream(distinct).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> corpus.postings[a].length - corpus.postings[b].length);
        int lists = distinct.length - needed + 1;
        int total = 0;
        for (int i = 0; i < lists; i++) {
            total += corpus.postings[order[i]].length;
        }
        int[] all = new int[total];
        int at = 0;
        for (int i = 0; i < lists; i++) {
            int[] list = corpus.postings[order[i]];
            System.arraycopy(list, 0, all, at, list.length);
            at += list.length;
        }
        if (lists > 1) {
            Arrays.sort(all);
            all = Arrays.stream(all).distinct().toArray();
        }
        return all;
    }

    /** Share of the occurrences that have this step. */
    double presence(int step) {
        int there = 0;
        for (int[] place : places) {
            there += place[step] >= 0 ? 1 : 0;
        }
        return places.isEmpty() ? 0 : (double) there / places.size();
    }

    /** Distinct sessions, rising. */
    int[] sessions(Corpus corpus) {
        return Arrays.stream(episodes)
                .map(episode -> corpus.owners[episode])
                .distinct()
                .toArray();
    }

    /** The first and the last event of an occurrence, at least. */
    static int first(int[] place) {
        for (int at : place) {
            if (at >= 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("an occurrence of nothing");
    }

    static int last(int[] place) {
        for (int i = place.length - 1; i >= 0; i--) {
            if (place[i] >= 0) {
                return place[i];
            }
        }
        throw new IllegalArgumentException("an occurrence of nothing");
    }
}
