//! A graph of 300 linkages of 4 KiB messages on a thread with a 2 MiB stack.

mod common;

use common::{Echo, Source};
use kamaelia::prelude::*;

/// What 300 linkages carry: none of it may lie on the stack.
type Page = [u8; 4096];

fn main_of_the_thread() -> Outcome {
    let (mut results, sink) = collect::<Page>();
    let graph = graphline! {
        SOURCE = Source::new(vec![[7; 4096]; 100]);
        SINK = sink;
        R0 = Echo::new();
        R1 = Echo::new();
        R2 = Echo::new();
        R3 = Echo::new();
        R4 = Echo::new();
        R5 = Echo::new();
        R6 = Echo::new();
        R7 = Echo::new();
        R8 = Echo::new();
        R9 = Echo::new();
        R10 = Echo::new();
        R11 = Echo::new();
        R12 = Echo::new();
        R13 = Echo::new();
        R14 = Echo::new();
        R15 = Echo::new();
        R16 = Echo::new();
        R17 = Echo::new();
        R18 = Echo::new();
        R19 = Echo::new();
        R20 = Echo::new();
        R21 = Echo::new();
        R22 = Echo::new();
        R23 = Echo::new();
        R24 = Echo::new();
        R25 = Echo::new();
        R26 = Echo::new();
        R27 = Echo::new();
        R28 = Echo::new();
        R29 = Echo::new();
        R30 = Echo::new();
        R31 = Echo::new();
        R32 = Echo::new();
        R33 = Echo::new();
        R34 = Echo::new();
        R35 = Echo::new();
        R36 = Echo::new();
        R37 = Echo::new();
        R38 = Echo::new();
        R39 = Echo::new();
        R40 = Echo::new();
        R41 = Echo::new();
        R42 = Echo::new();
        R43 = Echo::new();
        R44 = Echo::new();
        R45 = Echo::new();
        R46 = Echo::new();
        R47 = Echo::new();
        R48 = Echo::new();
        R49 = Echo::new();
        R50 = Echo::new();
        R51 = Echo::new();
        R52 = Echo::new();
        R53 = Echo::new();
        R54 = Echo::new();
        R55 = Echo::new();
        R56 = Echo::new();
        R57 = Echo::new();
        R58 = Echo::new();
        R59 = Echo::new();
        R60 = Echo::new();
        R61 = Echo::new();
        R62 = Echo::new();
        R63 = Echo::new();
        R64 = Echo::new();
        R65 = Echo::new();
        R66 = Echo::new();
        R67 = Echo::new();
        R68 = Echo::new();
        R69 = Echo::new();
        R70 = Echo::new();
        R71 = Echo::new();
        R72 = Echo::new();
        R73 = Echo::new();
        R74 = Echo::new();
        R75 = Echo::new();
        R76 = Echo::new();
        R77 = Echo::new();
        R78 = Echo::new();
        R79 = Echo::new();
        R80 = Echo::new();
        R81 = Echo::new();
        R82 = Echo::new();
        R83 = Echo::new();
        R84 = Echo::new();
        R85 = Echo::new();
        R86 = Echo::new();
        R87 = Echo::new();
        R88 = Echo::new();
        R89 = Echo::new();
        R90 = Echo::new();
        R91 = Echo::new();
        R92 = Echo::new();
        R93 = Echo::new();
        R94 = Echo::new();
        R95 = Echo::new();
        R96 = Echo::new();
        R97 = Echo::new();
        R98 = Echo::new();
        R99 = Echo::new();
        R100 = Echo::new();
        R101 = Echo::new();
        R102 = Echo::new();
        R103 = Echo::new();
        R104 = Echo::new();
        R105 = Echo::new();
        R106 = Echo::new();
        R107 = Echo::new();
        R108 = Echo::new();
        R109 = Echo::new();
        R110 = Echo::new();
        R111 = Echo::new();
        R112 = Echo::new();
        R113 = Echo::new();
        R114 = Echo::new();
        R115 = Echo::new();
        R116 = Echo::new();
        R117 = Echo::new();
        R118 = Echo::new();
        R119 = Echo::new();
        R120 = Echo::new();
        R121 = Echo::new();
        R122 = Echo::new();
        R123 = Echo::new();
        R124 = Echo::new();
        R125 = Echo::new();
        R126 = Echo::new();
        R127 = Echo::new();
        R128 = Echo::new();
        R129 = Echo::new();
        R130 = Echo::new();
        R131 = Echo::new();
        R132 = Echo::new();
        R133 = Echo::new();
        R134 = Echo::new();
        R135 = Echo::new();
        R136 = Echo::new();
        R137 = Echo::new();
        R138 = Echo::new();
        R139 = Echo::new();
        R140 = Echo::new();
        R141 = Echo::new();
        R142 = Echo::new();
        R143 = Echo::new();
        R144 = Echo::new();
        R145 = Echo::new();
        R146 = Echo::new();
        R147 = Echo::new();
        R148 = Echo::new();
        R149 = Echo::new();
        R150 = Echo::new();
        R151 = Echo::new();
        R152 = Echo::new();
        R153 = Echo::new();
        R154 = Echo::new();
        R155 = Echo::new();
        R156 = Echo::new();
        R157 = Echo::new();
        R158 = Echo::new();
        R159 = Echo::new();
        R160 = Echo::new();
        R161 = Echo::new();
        R162 = Echo::new();
        R163 = Echo::new();
        R164 = Echo::new();
        R165 = Echo::new();
        R166 = Echo::new();
        R167 = Echo::new();
        R168 = Echo::new();
        R169 = Echo::new();
        R170 = Echo::new();
        R171 = Echo::new();
        R172 = Echo::new();
        R173 = Echo::new();
        R174 = Echo::new();
        R175 = Echo::new();
        R176 = Echo::new();
        R177 = Echo::new();
        R178 = Echo::new();
        R179 = Echo::new();
        R180 = Echo::new();
        R181 = Echo::new();
        R182 = Echo::new();
        R183 = Echo::new();
        R184 = Echo::new();
        R185 = Echo::new();
        R186 = Echo::new();
        R187 = Echo::new();
        R188 = Echo::new();
        R189 = Echo::new();
        R190 = Echo::new();
        R191 = Echo::new();
        R192 = Echo::new();
        R193 = Echo::new();
        R194 = Echo::new();
        R195 = Echo::new();
        R196 = Echo::new();
        R197 = Echo::new();
        R198 = Echo::new();
        R199 = Echo::new();
        R200 = Echo::new();
        R201 = Echo::new();
        R202 = Echo::new();
        R203 = Echo::new();
        R204 = Echo::new();
        R205 = Echo::new();
        R206 = Echo::new();
        R207 = Echo::new();
        R208 = Echo::new();
        R209 = Echo::new();
        R210 = Echo::new();
        R211 = Echo::new();
        R212 = Echo::new();
        R213 = Echo::new();
        R214 = Echo::new();
        R215 = Echo::new();
        R216 = Echo::new();
        R217 = Echo::new();
        R218 = Echo::new();
        R219 = Echo::new();
        R220 = Echo::new();
        R221 = Echo::new();
        R222 = Echo::new();
        R223 = Echo::new();
        R224 = Echo::new();
        R225 = Echo::new();
        R226 = Echo::new();
        R227 = Echo::new();
        R228 = Echo::new();
        R229 = Echo::new();
        R230 = Echo::new();
        R231 = Echo::new();
        R232 = Echo::new();
        R233 = Echo::new();
        R234 = Echo::new();
        R235 = Echo::new();
        R236 = Echo::new();
        R237 = Echo::new();
        R238 = Echo::new();
        R239 = Echo::new();
        R240 = Echo::new();
        R241 = Echo::new();
        R242 = Echo::new();
        R243 = Echo::new();
        R244 = Echo::new();
        R245 = Echo::new();
        R246 = Echo::new();
        R247 = Echo::new();
        R248 = Echo::new();
        R249 = Echo::new();
        R250 = Echo::new();
        R251 = Echo::new();
        R252 = Echo::new();
        R253 = Echo::new();
        R254 = Echo::new();
        R255 = Echo::new();
        R256 = Echo::new();
        R257 = Echo::new();
        R258 = Echo::new();
        R259 = Echo::new();
        R260 = Echo::new();
        R261 = Echo::new();
        R262 = Echo::new();
        R263 = Echo::new();
        R264 = Echo::new();
        R265 = Echo::new();
        R266 = Echo::new();
        R267 = Echo::new();
        R268 = Echo::new();
        R269 = Echo::new();
        R270 = Echo::new();
        R271 = Echo::new();
        R272 = Echo::new();
        R273 = Echo::new();
        R274 = Echo::new();
        R275 = Echo::new();
        R276 = Echo::new();
        R277 = Echo::new();
        R278 = Echo::new();
        R279 = Echo::new();
        R280 = Echo::new();
        R281 = Echo::new();
        R282 = Echo::new();
        R283 = Echo::new();
        R284 = Echo::new();
        R285 = Echo::new();
        R286 = Echo::new();
        R287 = Echo::new();
        R288 = Echo::new();
        R289 = Echo::new();
        R290 = Echo::new();
        R291 = Echo::new();
        R292 = Echo::new();
        R293 = Echo::new();
        R294 = Echo::new();
        R295 = Echo::new();
        R296 = Echo::new();
        R297 = Echo::new();
        R298 = Echo::new();
        SOURCE -> R0
            -> R1
            -> R2
            -> R3
            -> R4
            -> R5
            -> R6
            -> R7
            -> R8
            -> R9
            -> R10
            -> R11
            -> R12
            -> R13
            -> R14
            -> R15
            -> R16
            -> R17
            -> R18
            -> R19
            -> R20
            -> R21
            -> R22
            -> R23
            -> R24
            -> R25
            -> R26
            -> R27
            -> R28
            -> R29
            -> R30
            -> R31
            -> R32
            -> R33
            -> R34
            -> R35
            -> R36
            -> R37
            -> R38
            -> R39
            -> R40
            -> R41
            -> R42
            -> R43
            -> R44
            -> R45
            -> R46
            -> R47
            -> R48
            -> R49
            -> R50
            -> R51
            -> R52
            -> R53
            -> R54
            -> R55
            -> R56
            -> R57
            -> R58
            -> R59
            -> R60
            -> R61
            -> R62
            -> R63
            -> R64
            -> R65
            -> R66
            -> R67
            -> R68
            -> R69
            -> R70
            -> R71
            -> R72
            -> R73
            -> R74
            -> R75
            -> R76
            -> R77
            -> R78
            -> R79
            -> R80
            -> R81
            -> R82
            -> R83
            -> R84
            -> R85
            -> R86
            -> R87
            -> R88
            -> R89
            -> R90
            -> R91
            -> R92
            -> R93
            -> R94
            -> R95
            -> R96
            -> R97
            -> R98
            -> R99
            -> R100
            -> R101
            -> R102
            -> R103
            -> R104
            -> R105
            -> R106
            -> R107
            -> R108
            -> R109
            -> R110
            -> R111
            -> R112
            -> R113
            -> R114
            -> R115
            -> R116
            -> R117
            -> R118
            -> R119
            -> R120
            -> R121
            -> R122
            -> R123
            -> R124
            -> R125
            -> R126
            -> R127
            -> R128
            -> R129
            -> R130
            -> R131
            -> R132
            -> R133
            -> R134
            -> R135
            -> R136
            -> R137
            -> R138
            -> R139
            -> R140
            -> R141
            -> R142
            -> R143
            -> R144
            -> R145
            -> R146
            -> R147
            -> R148
            -> R149
            -> R150
            -> R151
            -> R152
            -> R153
            -> R154
            -> R155
            -> R156
            -> R157
            -> R158
            -> R159
            -> R160
            -> R161
            -> R162
            -> R163
            -> R164
            -> R165
            -> R166
            -> R167
            -> R168
            -> R169
            -> R170
            -> R171
            -> R172
            -> R173
            -> R174
            -> R175
            -> R176
            -> R177
            -> R178
            -> R179
            -> R180
            -> R181
            -> R182
            -> R183
            -> R184
            -> R185
            -> R186
            -> R187
            -> R188
            -> R189
            -> R190
            -> R191
            -> R192
            -> R193
            -> R194
            -> R195
            -> R196
            -> R197
            -> R198
            -> R199
            -> R200
            -> R201
            -> R202
            -> R203
            -> R204
            -> R205
            -> R206
            -> R207
            -> R208
            -> R209
            -> R210
            -> R211
            -> R212
            -> R213
            -> R214
            -> R215
            -> R216
            -> R217
            -> R218
            -> R219
            -> R220
            -> R221
            -> R222
            -> R223
            -> R224
            -> R225
            -> R226
            -> R227
            -> R228
            -> R229
            -> R230
            -> R231
            -> R232
            -> R233
            -> R234
            -> R235
            -> R236
            -> R237
            -> R238
            -> R239
            -> R240
            -> R241
            -> R242
            -> R243
            -> R244
            -> R245
            -> R246
            -> R247
            -> R248
            -> R249
            -> R250
            -> R251
            -> R252
            -> R253
            -> R254
            -> R255
            -> R256
            -> R257
            -> R258
            -> R259
            -> R260
            -> R261
            -> R262
            -> R263
            -> R264
            -> R265
            -> R266
            -> R267
            -> R268
            -> R269
            -> R270
            -> R271
            -> R272
            -> R273
            -> R274
            -> R275
            -> R276
            -> R277
            -> R278
            -> R279
            -> R280
            -> R281
            -> R282
            -> R283
            -> R284
            -> R285
            -> R286
            -> R287
            -> R288
            -> R289
            -> R290
            -> R291
            -> R292
            -> R293
            -> R294
            -> R295
            -> R296
            -> R297
            -> R298 -> SINK;
    };
    assert_eq!(graph.topology().linkages.len(), 300);
    futures::executor::block_on(graph.run())?;
    for _ in 0..100 {
        assert_eq!(results.recv_blocking(), Some([7; 4096]));
    }
    assert_eq!(results.recv_blocking(), None);
    Ok(())
}

#[test]
fn three_hundred_linkages_of_large_messages_run_on_a_small_stack() {
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    thread
        .spawn(main_of_the_thread)
        .unwrap()
        .join()
        .unwrap()
        .unwrap();
}
