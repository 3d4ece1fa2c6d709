package dev.stayer.distill;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How well found workflows fit the planted ones: alike if the dice of their common subsequence is at least 0.7. */
record Score(int accepted, int right, int planted, int found, int duplicates, int traps, List<String> misses) {
    double precision() {
        return accepted == 0 ? 1 : (double) right / accepted;
    }

    double recall() {
        return planted == 0 ? 1 : (double) found / planted;
    }

    /** Mines, and looks at what is accepted. */
    static Score of(PlantedWork work) {
        List<Asset> assets = work.existingSkills().stream()
                .map(text -> new Asset("existing", text))
                .toList();
        List<List<String>> found = Mining.mine(work, assets, Settings.USUAL).stream()
                .filter(Candidate::accepted)
                .map(one -> one.workflow().steps().stream()
                        .map(Procedure.WorkflowStep::template)
                        .toList())
                .toList();
        return of(found, work.hidden());
    }

    static Score of(List<List<String>> accepted, List<PlantedWork.Hidden> hidden) {
        Set<String> found = new HashSet<>();
        int right = 0;
        int duplicates = 0;
        int traps = 0;
        List<String> misses = new ArrayList<>();
        for (List<String> one : accepted) {
            PlantedWork.Hidden best = null;
            double bestDice = 0;
            for (PlantedWork.Hidden other : hidden) {
                double dice = dice(one, other.heads());
                if (dice > bestDice) {
                    bestDice = dice;
                    best = other;
                }
            }
            if (best == null || bestDice < 0.7) {
                misses.add("spurious %s (nearest %s %.2f %s)"
                        .formatted(one, best == null ? "" : best.name(), bestDice, best == null ? "" : best.heads()));
            } else if (best.trap()) {
                traps++;
                misses.add("trap " + best.name() + " " + one);
            } else if (found.add(best.name())) {
                right++;
            } else {
                duplicates++;
                misses.add("duplicate " + best.name() + " " + one);
            }
        }
        int planted = 0;
        for (PlantedWork.Hidden one : hidden) {
            if (!one.trap()) {
                planted++;
                if (!found.contains(one.name())) {
                    misses.add("missed %s (%d sessions) %s".formatted(one.name(), one.support(), one.heads()));
                }
            }
        }
        return new Score(accepted.size(), right, planted, found.size(), duplicates, traps, misses);
    }

    private static double dice(List<String> found, List<String> truth) {
        int[][] table = new int[found.size() + 1][truth.size() + 1];
        for (int i = 1; i <= found.size(); i++) {
            for (int j = 1; j <= truth.size(); j++) {
                table[i][j] = isSame(found.get(i - 1), truth.get(j - 1))
                        ? table[i - 1][j - 1] + 1
                        : Math.max(table[i - 1][j], table[i][j - 1]);
            }
        }
        return 2.0 * table[found.size()][truth.size()] / (found.size() + truth.size());
    }

    private static boolean isSame(String template, String head) {
        return template.equals(head) || template.startsWith(head + " ");
    }
}
