# SPDX-License-Identifier: GPL-2.0-or-later
# common.gp - the terminal and the look of every plot.  The caller sets
#	term	png, svg or dumb (72 columns of text)
#	out	the file to write
#	data	the file to draw
#	label	the machine, in one line
#	points	how many there are
#	lines	height of the text version
#	bars	how many there are, for the height of the others
# Bars lie, so that names of designs can be read in a mail as well.
is_dumb = (term eq "dumb")
height = exists("bars") && bars > 10 ? 160 + 36 * bars : 540
if (term eq "png") set terminal pngcairo size 900,height font "sans,11" noenhanced
if (term eq "svg") set terminal svg size 900,height font "sans,12" noenhanced
if (is_dumb) set terminal dumb size 72,lines mono noenhanced
set output out
set border 3
set tics nomirror out
set yrange [:] reverse
set offsets 0, 0, 0.6, 0.6
set key below horizontal width 3
if (!is_dumb) set bmargin 6
if (!is_dumb) set grid xtics lc rgb "#dddddd"
if (is_dumb) set style fill empty
if (!is_dumb) set style fill solid 0.8 noborder
