package dev.stayer.search;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings the forms of an English word together: M. F. Porter's algorithm of 1980, after irregular forms, which no rule
 * reaches, have been led to their base. Words with other letters than a–z stay as they are. Thread-safe.
 */
final class Stemmer {
    /** Base first, then its forms. */
    private static final String IRREGULAR = """
            be am is are was were been; have has had; do does did done; go goes went gone; say said; make made; take took taken;
            come came; see saw seen; know knew known; get got gotten; give gave given; find found; think thought; tell told;
            become became; leave left; feel felt; bring brought; begin began begun; keep kept; hold held; write wrote written;
            stand stood; hear heard; mean meant; meet met; run ran; pay paid; sit sat; speak spoke spoken; lead led; grow grew grown;
            lose lost; fall fell fallen; send sent; build built; understand understood; draw drew drawn; break broke broken;
            spend spent; rise rose risen; drive drove driven; buy bought; wear wore worn; choose chose chosen; eat ate eaten;
            sell sold; win won; teach taught; catch caught; sing sang sung; swim swam swum; fly flew flown; ride rode ridden;
            sleep slept; fight fought; throw threw thrown; drink drank drunk; forget forgot forgotten; hide hid hidden;
            ring rang rung; shake shook shaken; steal stole stolen; wake woke woken; freeze froze frozen; bite bit bitten;
            blow blew blown; tear tore torn; shoot shot; seek sought; lend lent; bend bent; dig dug; hang hung; strike struck;
            stick stuck; feed fed; shine shone; lay laid; sweep swept; swear swore sworn; forgive forgave forgiven; deal dealt;
            bear bore born borne; bind bound; creep crept; flee fled; grind ground; kneel knelt; mistake mistook mistaken;
            overcome overcame; prove proven; show shown; sink sank sunk; slide slid; spin spun; spring sprang sprung;
            sting stung; weave wove woven; weep wept; wind wound; withdraw withdrew withdrawn; arise arose arisen;
            child children; man men; woman women; person people; foot feet; tooth teeth; mouse mice; goose geese;
            wife wives; life lives; knife knives; leaf leaves; half halves; self selves; shelf shelves; wolf wolves; loaf loaves;
            index indices indexes; matrix matrices; analysis analyses; crisis crises; criterion criteria; phenomenon phenomena;
            good better best; bad worse worst""";

    private static final Map<String, String> BASES = bases();
    /** Words come again and again; beyond this many the rest is computed each time. */
    private static final int REMEMBERED = 50_000;

    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

    private Stemmer() {}

    private static Map<String, String> bases() {
        Map<String, String> result = new HashMap<>();
        for (String family : IRREGULAR.split(";")) {
            String[] words = family.strip().split("\\s+");
            for (int i = 1; i < words.length; i++) {
                result.put(words[i], words[0]);
            }
        }
        return result;
    }

    /** @param word in lower case */
    static String stem(String word) {
        if (word.length() < 3) {
            return word;
        }
        String known = KNOWN.get(word);
        if (known == null) {
            known = plain(word) ? new Porter(BASES.getOrDefault(word, word)).stem() : word;
            if (KNOWN.size() < REMEMBERED) {
                KNOWN.put(word, known);
            }
        }
        return known;
    }

    private static boolean plain(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < 'a' || word.charAt(i) > 'z') {
                return false;
            }
        }
        return true;
    }
}
